targetScope = 'resourceGroup'

metadata name = 'Butler Functions'
metadata description = 'All that Butler Functions needs in Azure, in one resource group.'

import { alwaysReady, operator, privateNetwork, relay, settings, tagSet } from 'types.bicep'

@description('The region. It must offer the plan: az functionapp list-flexconsumption-locations names the regions of Flex Consumption.')
@minLength(3)
@maxLength(40)
param location string = resourceGroup().location

@description('The environment: part of every name. Lower-case letters and digits.')
@minLength(2)
@maxLength(8)
param environmentName string

@description('The end of the names that must differ from everybody else\'s in Azure. Give another one if a name is taken.')
@minLength(4)
@maxLength(8)
param nameSuffix string = take(uniqueString(resourceGroup().id, environmentName), 8)

@description('Tags of all resources.')
param tags tagSet = {}

@description('The relays. Each gets a queue for its commands, and its rights.')
@maxLength(50)
param relays relay[] = []

@description('flex: Flex Consumption, which costs nothing while nothing happens. premium: Elastic Premium. dedicated: App Service.')
@allowed(['flex', 'premium', 'dedicated'])
param plan string = 'flex'

@description('The size of a premium (EP1 to EP3) or dedicated (P0v3 and up, B1 to try) plan; unused with flex.')
@allowed(['EP1', 'EP2', 'EP3', 'B1', 'B2', 'B3', 'P0v3', 'P1v3', 'P2v3', 'P3v3'])
param planSize string = plan == 'premium' ? 'EP1' : 'P0v3'

@description('The memory of an instance of a flex plan, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The instances that a flex or premium plan has at most: a limit of cost, and of load on destinations.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances of a flex plan that never go away: load scripts and alerts then never wait for a start.')
param ready alwaysReady = { http: 0, alerts: 0 }

@description('Whether instances follow the lengths of the queues. The app\'s identity then owns the queues that it reads; otherwise it sends and receives only.')
param scaleByQueueLength bool = true

@description('A virtual network with private endpoints for storage, Service Bus (Premium) and Key Vault; null: public endpoints with Entra ID.')
param network privateNetwork?

@description('With a virtual network: the public addresses from which relays reach Service Bus, in CIDR notation. Relays on the network need none.')
@maxLength(128)
param relayNetworks string[] = []

@description('Whether Service Bus is Premium also without a virtual network.')
param premiumServiceBus bool = false

@description('Where copies of tables and blobs are kept: in one place, three zones, or another region too.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('The resource id of an existing Log Analytics workspace; empty: a new one.')
@maxLength(400)
param logAnalyticsWorkspaceId string = ''

@description('For how many days logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionInDays int = 30

@description('How many GB of logs a new workspace takes a day; -1: no limit.')
@minValue(-1)
@maxValue(1000)
param logDailyCapGb int = 1

@description('App settings for \${NAME} in butler.yaml that are secrets. Each is the vault\'s secret of that name, with hyphens in place of underscores.')
@maxLength(100)
param secretSettings string[] = []

@description('App settings for \${NAME} in butler.yaml that are no secrets, and other settings of the app, such as BUTLER_LOG_LEVEL.')
param appSettings settings = {}

@description('Who may set secrets and change the configuration.')
@maxLength(20)
param operators operator[] = []

@description('Mail addresses that get Azure\'s alerts about this system.')
@maxLength(20)
param alertEmails string[] = []

@description('Whether a deleted Key Vault stays for 90 days whatever anybody wants. Once on, it cannot be turned off.')
param purgeProtection bool = false

var base = 'butler-${toLower(environmentName)}'
var allTags = union(tags, { application: 'butler-functions', environment: environmentName })
var isPrivate = network != null
var isPremiumBus = premiumServiceBus || isPrivate

@description('Names by the abbreviations of the Cloud Adoption Framework.')
var names = {
  alerts: base
  app: 'func-${base}-${nameSuffix}'
  identity: 'id-${base}-${nameSuffix}'
  insights: 'appi-${base}-${nameSuffix}'
  network: 'vnet-${base}-${nameSuffix}'
  plan: 'asp-${base}-${nameSuffix}'
  serviceBus: 'sbns-${base}-${nameSuffix}'
  storage: toLower('st${replace(base, '-', '')}${nameSuffix}')
  vault: 'kv-${toLower(environmentName)}-${nameSuffix}'
  workspace: 'log-${base}-${nameSuffix}'
}

@description('The addresses of the storage account.')
var endpoints = {
  blob: 'https://${names.storage}.blob.${environment().suffixes.storage}/'
  queue: 'https://${names.storage}.queue.${environment().suffixes.storage}/'
  table: 'https://${names.storage}.table.${environment().suffixes.storage}/'
}

@description('The address of the Key Vault.')
var vaultUri = 'https://${names.vault}${environment().suffixes.keyvaultDns}/'

var subnets = {
  functions: resourceId('Microsoft.Network/virtualNetworks/subnets', names.network, 'functions')
  endpoints: resourceId('Microsoft.Network/virtualNetworks/subnets', names.network, 'endpoints')
}

var storageId = resourceId('Microsoft.Storage/storageAccounts', names.storage)

@description('What gets a private endpoint, and the zone that resolves its name.')
var privateServices = [
  { service: 'blob', target: storageId, zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { service: 'queue', target: storageId, zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { service: 'table', target: storageId, zone: 'privatelink.table.${environment().suffixes.storage}' }
  {
    service: 'namespace'
    target: resourceId('Microsoft.ServiceBus/namespaces', names.serviceBus)
    zone: 'privatelink.servicebus.windows.net'
  }
  {
    service: 'vault'
    target: resourceId('Microsoft.KeyVault/vaults', names.vault)
    zone: 'privatelink.vaultcore.azure.net'
  }
]

module identity 'modules/identity.bicep' = {
  params: { location: location, name: names.identity, tags: allTags }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    workspaceName: names.workspace
    componentName: names.insights
    existingWorkspaceId: logAnalyticsWorkspaceId
    retentionInDays: logRetentionInDays
    dailyCapGb: logDailyCapGb
    identityName: names.identity
    tags: allTags
  }
  dependsOn: [identity]
}

module storage 'modules/storage.bicep' = {
  params: {
    location: location
    name: names.storage
    sku: storageSku
    identityName: names.identity
    operators: operators
    isPrivate: isPrivate
    workspaceId: monitoring.outputs.workspaceId
    tags: allTags
  }
  dependsOn: [identity]
}

module serviceBus 'modules/serviceBus.bicep' = {
  params: {
    location: location
    name: names.serviceBus
    sku: isPremiumBus ? 'Premium' : 'Standard'
    relays: relays
    identityName: names.identity
    scaleByQueueLength: scaleByQueueLength
    isPrivate: isPrivate
    relayNetworks: relayNetworks
    workspaceId: monitoring.outputs.workspaceId
    tags: allTags
  }
  dependsOn: [identity]
}

module vault 'modules/vault.bicep' = {
  params: {
    location: location
    name: names.vault
    identityName: names.identity
    operators: operators
    purgeProtection: purgeProtection
    isPrivate: isPrivate
    workspaceId: monitoring.outputs.workspaceId
    tags: allTags
  }
  dependsOn: [identity]
}

module virtualNetwork 'modules/network.bicep' = if (network != null) {
  params: {
    location: location
    name: names.network
    network: network!
    zones: map(privateServices, each => each.zone)
    delegation: plan == 'flex' ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms'
    tags: allTags
  }
}

module privateEndpoint 'modules/privateEndpoint.bicep' = [
  for each in privateServices: if (network != null) {
    name: 'endpoint-${each.service}'
    params: {
      location: location
      name: 'pep-${base}-${each.service}'
      service: each.service
      targetId: each.target
      subnetId: subnets.endpoints
      zoneName: each.zone
      tags: allTags
    }
    dependsOn: [virtualNetwork, storage, serviceBus, vault]
  }
]

module functionApp 'modules/functionApp.bicep' = {
  params: {
    location: location
    name: names.app
    planName: names.plan
    plan: plan
    planSize: planSize
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    ready: ready
    identityName: names.identity
    storage: endpoints
    serviceBusHost: serviceBus.outputs.host
    vaultUri: vaultUri
    applicationInsights: monitoring.outputs.connectionString
    workspaceId: monitoring.outputs.workspaceId
    secretSettings: secretSettings
    extraSettings: appSettings
    subnetId: isPrivate ? subnets.functions : ''
    tags: allTags
  }
  // The app has its rights, and what it reads is there, before it starts.
  dependsOn: [identity, storage, vault, virtualNetwork, privateEndpoint]
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    prefix: names.alerts
    emails: alertEmails
    namespaceId: resourceId('Microsoft.ServiceBus/namespaces', names.serviceBus)
    workspaceId: monitoring.outputs.workspaceId
    hasRelays: !empty(relays)
    tags: allTags
  }
  dependsOn: [serviceBus]
}

@description('The name of the function app, for az functionapp and azd.')
output functionAppName string = names.app

@description('What load scripts call: the base address of the HTTP API.')
output apiUrl string = '${functionApp.outputs.url}/api'

@description('What Qlik Cloud calls, with the tenant\'s name in butler.yaml at the end.')
output qlikCloudWebhookUrl string = '${functionApp.outputs.url}/api/webhooks/qlik-cloud/'

@description('serviceBus.connection of a relay with an identity in Entra ID.')
output serviceBusAddress string = 'https://${serviceBus.outputs.host}'

@description('The namespace, in which relays without an identity have their policies.')
output serviceBusName string = names.serviceBus

@description('Where butler.yaml belongs. The app takes a new version within seconds.')
output configurationUrl string = '${endpoints.blob}configuration/butler.yaml'

@description('The storage account, for az storage blob upload.')
output storageAccountName string = names.storage

@description('Where secrets belong, and the master key of commands is.')
output keyVaultName string = names.vault

@description('The relays that have shared access policies: infra/relay-connection.sh prints what goes into their configuration.')
output relaysWithKeys string[] = map(filter(relays, each => empty(each.?principalId)), each => each.name)

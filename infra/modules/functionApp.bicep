metadata description = 'The plan and the function app, with every setting that the app and its triggers read.'

import { alwaysReady, endpoints, settings, tagSet } from '../types.bicep'

@description('The region.')
param location string

@description('The name of the app; its address is https://NAME.azurewebsites.net.')
param name string

@description('The name of the plan.')
param planName string

@description('flex: Flex Consumption. premium: Elastic Premium. dedicated: App Service.')
@allowed(['flex', 'premium', 'dedicated'])
param plan string

@description('The size of a premium or dedicated plan.')
param planSize string

@description('The memory of an instance of a flex plan.')
param instanceMemoryMB int

@description('The instances that a flex or premium plan has at most.')
param maximumInstanceCount int

@description('Instances that never go away; flex only.')
param ready alwaysReady

@description('The name of the app\'s identity.')
param identityName string

@description('The addresses of the storage account.')
param storage endpoints

@description('The host name of the Service Bus namespace.')
param serviceBusHost string

@description('The address of the Key Vault, with a slash at its end.')
param vaultUri string

@description('Where telemetry goes.')
param applicationInsights string

@description('The workspace that takes metrics.')
param workspaceId string

@description('App settings whose values are secrets of the vault. A secret\'s name is the setting\'s with hyphens in place of underscores.')
param secretSettings string[]

@description('App settings with values that are no secrets.')
param extraSettings settings

@description('The subnet of the app in a private deployment; empty: none.')
param subnetId string

@description('Tags of the resources.')
param tags tagSet

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

@description('Says with what identity the host reaches storage and Service Bus, and the app Application Insights, storage and the configuration.')
var identitySettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights
  AZURE_CLIENT_ID: identity.properties.clientId
  AzureWebJobsStorage__blobServiceUri: storage.blob
  AzureWebJobsStorage__clientId: identity.properties.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: storage.queue
  AzureWebJobsStorage__tableServiceUri: storage.table
  ServiceBus__clientId: identity.properties.clientId
  ServiceBus__credential: 'managedidentity'
  ServiceBus__fullyQualifiedNamespace: serviceBusHost
}

var butlerSettings = {
  BUTLER_CONFIG: '${storage.blob}configuration/butler.yaml'
  BUTLER_COMMAND_KEY: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/butler-command-key)'
}

@description('A Flex Consumption app takes none of these.')
var classicSettings = plan == 'flex'
  ? {}
  : {
      FUNCTIONS_EXTENSION_VERSION: '~4'
      FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
      WEBSITE_RUN_FROM_PACKAGE: '${storage.blob}packages/butler-functions.zip'
      WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.id
    }

var vaultSettings = toObject(
  secretSettings,
  each => each,
  each => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${replace(each, '_', '-')})'
)

@description('The product\'s settings win over equal names of an operator\'s.')
var allSettings = union(extraSettings, vaultSettings, classicSettings, butlerSettings, identitySettings)

var always = concat(
  ready.http > 0 ? [{ name: 'http', instanceCount: ready.http }] : [],
  ready.alerts > 0
    ? [
        { name: 'function:ProcessEvent', instanceCount: ready.alerts }
        { name: 'function:Deliver', instanceCount: ready.alerts }
      ]
    : []
)

resource serverFarm 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: plan == 'premium' ? 'elastic' : plan == 'flex' ? 'functionapp' : 'linux'
  sku: plan == 'flex' ? { name: 'FC1', tier: 'FlexConsumption' } : { name: planSize }
  properties: {
    reserved: true
    maximumElasticWorkerCount: plan == 'premium' ? min(maximumInstanceCount, 100) : null
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  // The name by which azd finds the app.
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: serverFarm.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    vnetRouteAllEnabled: empty(subnetId) ? null : true
    clientAffinityEnabled: false
    siteConfig: {
      appSettings: map(items(allSettings), each => { name: each.key, value: each.value })
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      alwaysOn: plan == 'dedicated' ? true : null
      linuxFxVersion: plan == 'flex' ? null : 'DOTNET-ISOLATED|10.0'
    }
    functionAppConfig: plan == 'flex'
      ? {
          deployment: {
            storage: {
              type: 'blobContainer'
              value: '${storage.blob}packages'
              authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
            }
          }
          runtime: { name: 'dotnet-isolated', version: '10.0' }
          scaleAndConcurrency: {
            instanceMemoryMB: instanceMemoryMB
            maximumInstanceCount: maximumInstanceCount
            alwaysReady: always
          }
        }
      : null
  }
}

resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'butler'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('The address of the app, without a slash at its end.')
output url string = 'https://${app.properties.defaultHostName}'

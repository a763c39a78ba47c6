metadata description = 'The Service Bus namespace: the queues, what the function app may do on each, and what each relay may do.'

import { relay, roles, tagSet } from '../types.bicep'

@description('The region.')
param location string

@description('The name of the namespace.')
param name string

@description('Premium has private endpoints; Standard is enough for everything else.')
@allowed(['Standard', 'Premium'])
param sku string

@description('The relays.')
param relays relay[]

@description('The name of the function app\'s identity.')
param identityName string

@description('Whether the app\'s identity may manage the queues that it reads: the scaler of Functions needs it to read their lengths.')
param scaleByQueueLength bool

@description('Whether only private endpoints reach the namespace.')
param isPrivate bool

@description('The addresses from which relays reach the namespace, in CIDR notation. Premium only; empty: from everywhere, or from nowhere when private.')
param relayNetworks string[]

@description('The workspace that takes logs and metrics.')
param workspaceId string

@description('Tags of the resource.')
param tags tagSet

@description('Relays that have no identity in Entra ID.')
var keyed = filter(relays, each => empty(each.?principalId))

@description('Relays that have one.')
var known = filter(relays, each => !empty(each.?principalId))

@description('The queues that the function app reads.')
var appQueues = ['events', 'deliveries', 'timers', 'replies', 'dead-letters']

@description('The queues that forward their dead letters.')
var forwarding = concat(['events', 'deliveries', 'timers', 'replies'], map(relays, each => 'commands-${each.name}'))

@description('What the function app may do on the queues that it reads.')
var appRoles = scaleByQueueLength
  ? [roles.serviceBusDataOwner]
  : [roles.serviceBusDataReceiver, roles.serviceBusDataSender]

@description('All pairs of the app\'s queues and roles.')
var appGrants = flatten(map(appQueues, queue => map(appRoles, role => { queue: queue, role: role })))

@description('What relays with an identity may do.')
var relayGrants = flatten(map(known, each => [
  { queue: 'events', role: roles.serviceBusDataSender, principalId: each.?principalId ?? '' }
  { queue: 'replies', role: roles.serviceBusDataSender, principalId: each.?principalId ?? '' }
  { queue: 'commands-${each.name}', role: roles.serviceBusDataReceiver, principalId: each.?principalId ?? '' }
]))

@description('The shared access policies of relays with keys. A queue takes twelve.')
var policies = length(keyed) > 12
  ? fail('Service Bus takes 12 relays with shared access policies. Give the others an identity: relays[].principalId.')
  : flatten(map(keyed, each => [
      { queue: 'events', name: each.name, right: 'Send' }
      { queue: 'replies', name: each.name, right: 'Send' }
      { queue: 'commands-${each.name}', name: each.name, right: 'Listen' }
    ]))

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: sku == 'Premium' ? { name: 'Premium', tier: 'Premium', capacity: 1 } : { name: 'Standard', tier: 'Standard' }
  properties: {
    // Keys exist only while a relay needs one.
    disableLocalAuth: empty(keyed)
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isPrivate && empty(relayNetworks) ? 'Disabled' : 'Enabled'
  }
}

resource network 'Microsoft.ServiceBus/namespaces/networkRuleSets@2024-01-01' = if (sku == 'Premium') {
  parent: namespace
  name: 'default'
  properties: {
    defaultAction: isPrivate || !empty(relayNetworks) ? 'Deny' : 'Allow'
    publicNetworkAccess: isPrivate && empty(relayNetworks) ? 'Disabled' : 'Enabled'
    trustedServiceAccessEnabled: true
    ipRules: [for each in relayNetworks: { action: 'Allow', ipMask: each }]
  }
}

resource deadLetters 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  name: 'dead-letters'
  properties: {
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    maxSizeInMegabytes: 5120
    defaultMessageTimeToLive: 'P14D'
    deadLetteringOnMessageExpiration: true
    // What failed ten times is one message for each time it fails again.
    requiresDuplicateDetection: false
    requiresSession: false
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for each in forwarding: {
    parent: namespace
    name: each
    properties: {
      lockDuration: 'PT1M'
      maxDeliveryCount: 10
      maxSizeInMegabytes: 5120
      defaultMessageTimeToLive: 'P14D'
      deadLetteringOnMessageExpiration: true
      forwardDeadLetteredMessagesTo: deadLetters.name
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT1H'
      requiresSession: false
    }
  }
]

resource readable 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for each in appGrants: {
    parent: namespace
    name: each.queue
  }
]

resource appMay 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (each, i) in appGrants: {
    name: guid(readable[i].id, identity.id, each.role)
    scope: readable[i]
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', each.role)
    }
    dependsOn: [queue, deadLetters]
  }
]

resource commands 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for each in relays: {
    parent: namespace
    name: 'commands-${each.name}'
  }
]

resource appMayCommand 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (each, i) in relays: {
    name: guid(commands[i].id, identity.id, roles.serviceBusDataSender)
    scope: commands[i]
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataSender)
    }
    dependsOn: [queue]
  }
]

resource relayQueue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for each in relayGrants: {
    parent: namespace
    name: each.queue
  }
]

resource relayMay 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (each, i) in relayGrants: {
    name: guid(relayQueue[i].id, each.principalId, each.role)
    scope: relayQueue[i]
    properties: {
      principalId: each.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', each.role)
    }
    dependsOn: [queue]
  }
]

resource policyQueue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for each in policies: {
    parent: namespace
    name: each.queue
  }
]

@batchSize(1)
resource policy 'Microsoft.ServiceBus/namespaces/queues/authorizationRules@2024-01-01' = [
  for (each, i) in policies: {
    parent: policyQueue[i]
    name: each.name
    properties: { rights: [each.right] }
    dependsOn: [queue]
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'butler'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'OperationalLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('The host name of the namespace.')
output host string = replace(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':443/', '')

metadata description = 'The storage account: the tables, the containers and the leases of the Functions host. Shared keys are off.'

import { operator, roles, tagSet } from '../types.bicep'

@description('The region.')
param location string

@description('The name of the account.')
param name string

@description('Where copies are kept.')
param sku string

@description('The name of the function app\'s identity.')
param identityName string

@description('Who may change the configuration.')
param operators operator[]

@description('Whether only private endpoints reach the account.')
param isPrivate bool

@description('The workspace that takes metrics.')
param workspaceId string

@description('Tags of the resource.')
param tags tagSet

@description('The tables of the product. The app creates none of them when they exist.')
var tables = [
  'CloudReloads'
  'CloudTenants'
  'Commands'
  'Deliveries'
  'Due'
  'Events'
  'Incidents'
  'KeyValues'
  'Relays'
  'Schedules'
  'Throttles'
]

@description('The configuration, large descriptions of apps on their way, script logs, and the app\'s own package.')
var containers = [
  'app-dumps'
  'configuration'
  'packages'
  'script-logs'
]

@description('What the app does: blobs (host, configuration, user delegation keys), queues (host), tables.')
var appRoles = [
  roles.storageBlobDataOwner
  roles.storageQueueDataContributor
  roles.storageTableDataContributor
]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    // An overwritten or deleted configuration can be had back.
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: 14 }
    containerDeleteRetentionPolicy: { enabled: true, days: 14 }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for each in containers: {
    parent: blobs
    name: each
    properties: { publicAccess: 'None' }
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [
  for each in tables: {
    parent: tableService
    name: each
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'old-versions'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['app-dumps/', 'configuration/', 'packages/'] }
            actions: { version: { delete: { daysAfterCreationGreaterThan: 90 } } }
          }
        }
        {
          name: 'app-dumps'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['app-dumps/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 1 } } }
          }
        }
        {
          // The app deletes script logs by its own configuration, of 365 days at most. What it has deleted does not stay as a version.
          name: 'script-logs'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['script-logs/'] }
            actions: {
              baseBlob: { delete: { daysAfterModificationGreaterThan: 372 } }
              version: { delete: { daysAfterCreationGreaterThan: 1 } }
            }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

resource appMay 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in appRoles: {
    name: guid(account.id, identity.id, role)
    scope: account
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource operatorMay 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for each in operators: {
    name: guid(account.id, each.principalId, roles.storageBlobDataContributor)
    scope: account
    properties: {
      principalId: each.principalId
      principalType: each.principalType
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        roles.storageBlobDataContributor
      )
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'butler'
  scope: account
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

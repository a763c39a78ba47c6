metadata description = 'The Key Vault: the master key of commands, and what operators keep in it.'

import { operator, roles, tagSet } from '../types.bicep'

@description('The region.')
param location string

@description('The name of the vault.')
param name string

@description('The name of the function app\'s identity.')
param identityName string

@description('Who may set secrets.')
param operators operator[]

@description('Whether a deleted vault is kept for its 90 days whatever anybody wants. It cannot be taken back.')
param purgeProtection bool

@description('Whether only private endpoints reach the vault.')
param isPrivate bool

@description('The workspace that takes the audit log.')
param workspaceId string

@description('Tags of the resource.')
param tags tagSet

@description('What the master key becomes at the first deployment: three random ids of 122 bits each. Later deployments leave the key alone.')
@secure()
@minLength(32)
param firstMasterKey string = '${newGuid()}${newGuid()}${newGuid()}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

@onlyIfNotExists()
resource masterKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'butler-command-key'
  properties: {
    value: firstMasterKey
    contentType: 'The master key of commands to relays'
  }
}

resource appMay 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, roles.keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

resource operatorMay 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for each in operators: {
    name: guid(vault.id, each.principalId, roles.keyVaultSecretsOfficer)
    scope: vault
    properties: {
      principalId: each.principalId
      principalType: each.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'butler'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

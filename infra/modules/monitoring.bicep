metadata description = 'Log Analytics, and Application Insights that accepts Entra ID only.'

import { roles, tagSet } from '../types.bicep'

@description('The region.')
param location string

@description('The name of the Log Analytics workspace, when one is made.')
param workspaceName string

@description('The name of the Application Insights component.')
param componentName string

@description('The resource id of an existing workspace; empty: a new one.')
param existingWorkspaceId string

@description('For how many days logs are kept.')
param retentionInDays int

@description('How many GB a day the new workspace takes at most; -1: no limit.')
param dailyCapGb int

@description('The name of the function app\'s identity.')
param identityName string

@description('Tags of the resources.')
param tags tagSet

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = if (empty(existingWorkspaceId)) {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionInDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
  }
}

var workspaceId = empty(existingWorkspaceId) ? workspace.id : existingWorkspaceId

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspaceId
    RetentionInDays: retentionInDays
    DisableLocalAuth: true
  }
}

resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, identity.id, roles.monitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
  }
}

@description('The workspace that takes logs.')
output workspaceId string = workspaceId

@description('Where telemetry goes. It is an address, not a secret: local authentication is off.')
output connectionString string = component.properties.ConnectionString

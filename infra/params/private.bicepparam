using '../main.bicep'

// Private endpoints, Service Bus Premium, Elastic Premium instead of Flex, and the company's own Log Analytics workspace.
param environmentName = 'priv'
param relays = [
  { name: 'sense-prod-1' }
]
param plan = 'premium'
param planSize = 'EP1'
param maximumInstanceCount = 5
param network = {
  addressSpace: '10.90.0.0/24'
  appSubnet: '10.90.0.0/26'
  endpointSubnet: '10.90.0.64/27'
}
param relayNetworks = ['203.0.113.7/32']
param logAnalyticsWorkspaceId = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared-logs/providers/Microsoft.OperationalInsights/workspaces/company'
param scaleByQueueLength = false
param storageSku = 'Standard_GZRS'
param purgeProtection = true

metadata description = 'A private endpoint, and its name in the zone of its service.'

import { tagSet } from '../types.bicep'

@description('The region.')
param location string

@description('The name of the endpoint.')
param name string

@description('The resource that it leads to.')
param targetId string

@description('The service of that resource: blob, queue, table, namespace or vault.')
@allowed(['blob', 'queue', 'table', 'namespace', 'vault'])
param service string

@description('The subnet of private endpoints.')
param subnetId string

@description('The name of the zone that resolves the name of the service.')
param zoneName string

@description('Tags of the resource.')
param tags tagSet

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: zoneName
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: name
        properties: { privateLinkServiceId: targetId, groupIds: [service] }
      }
    ]
  }
}

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [{ name: service, properties: { privateDnsZoneId: zone.id } }]
  }
}

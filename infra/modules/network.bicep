metadata description = 'The virtual network of a private deployment, and the zones that resolve the names of private endpoints.'

import { privateNetwork, tagSet } from '../types.bicep'

@description('The region.')
param location string

@description('The name of the virtual network.')
param name string

@description('Its addresses.')
param network privateNetwork

@description('What the subnet of the function app is handed over to.')
@allowed(['Microsoft.App/environments', 'Microsoft.Web/serverFarms'])
param delegation string

@description('Tags of the resources.')
param tags tagSet

@description('The zones of the services that have private endpoints.')
param zones string[]

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [network.addressSpace] }
    subnets: [
      {
        name: 'functions'
        properties: {
          addressPrefix: network.appSubnet
          delegations: [{ name: 'functions', properties: { serviceName: delegation } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: network.endpointSubnet
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for each in zones: {
    name: each
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (each, i) in zones: {
    parent: zone[i]
    name: name
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: virtualNetwork.id }
    }
  }
]

metadata description = 'The identity of the function app. It exists before the app, so that the app has its rights when it starts.'

import { tagSet } from '../types.bicep'

@description('The region.')
param location string

@description('The name of the identity.')
param name string

@description('Tags of the resource.')
param tags tagSet

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

targetScope = 'subscription'

metadata name = 'Butler Functions with azd'
metadata description = 'The resource group, and Butler Functions in it: what azd up deploys.'

import { operator, relay, settings } from '../types.bicep'

@description('The azd environment: part of every name. Lower-case letters and digits.')
@minLength(2)
@maxLength(8)
param environmentName string

@description('The region. It must offer Flex Consumption.')
@minLength(3)
@maxLength(40)
param location string

@description('The relays. Each gets a queue for its commands, and its rights.')
@maxLength(50)
param relays relay[]

@description('App settings for \${NAME} in butler.yaml that are secrets of the Key Vault.')
@maxLength(100)
param secretSettings string[]

@description('App settings for \${NAME} in butler.yaml that are no secrets.')
param appSettings settings = {}

@description('Who may set secrets and change the configuration: usually who runs azd.')
@maxLength(20)
param operators operator[]

@description('Mail addresses that get Azure\'s alerts about this system.')
@maxLength(20)
param alertEmails string[]

var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-butler-${environmentName}'
  location: location
  tags: tags
}

module butler '../main.bicep' = {
  name: 'butler'
  scope: group
  params: {
    location: location
    environmentName: environmentName
    tags: tags
    relays: relays
    secretSettings: secretSettings
    appSettings: appSettings
    operators: operators
    alertEmails: alertEmails
  }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The function app.')
output BUTLER_FUNCTION_APP string = butler.outputs.functionAppName

@description('What load scripts call.')
output BUTLER_API_URL string = butler.outputs.apiUrl

@description('What Qlik Cloud calls, with the tenant\'s name in butler.yaml at the end.')
output BUTLER_QLIK_CLOUD_WEBHOOK_URL string = butler.outputs.qlikCloudWebhookUrl

@description('serviceBus.connection of a relay with an identity in Entra ID.')
output BUTLER_SERVICE_BUS string = butler.outputs.serviceBusAddress

@description('The namespace, in which relays without an identity have their policies.')
output BUTLER_SERVICE_BUS_NAME string = butler.outputs.serviceBusName

@description('The storage account, whose container configuration holds butler.yaml.')
output BUTLER_STORAGE_ACCOUNT string = butler.outputs.storageAccountName

@description('Where secrets belong.')
output BUTLER_KEY_VAULT string = butler.outputs.keyVaultName

@description('The relays that have shared access policies.')
output BUTLER_RELAYS_WITH_KEYS string[] = butler.outputs.relaysWithKeys

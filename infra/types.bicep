@export()
@description('A relay agent: it gets a queue of its own for commands.')
@sealed()
type relay = {
  @description('The name in relay.yaml: relay.name, or the name of its machine.')
  @minLength(1)
  @maxLength(50)
  name: string

  @description('Object id of the relay\'s identity in Entra ID. Without it the relay gets shared access policies.')
  @minLength(36)
  @maxLength(36)
  principalId: string?
}

@export()
@description('Instances of a Flex Consumption app that never go away. Each is billed while it waits.')
@sealed()
type alwaysReady = {
  @description('For HTTP functions, which load scripts wait for.')
  @minValue(0)
  @maxValue(20)
  http: int

  @description('For each of the functions ProcessEvent and Deliver, which send alerts.')
  @minValue(0)
  @maxValue(20)
  alerts: int
}

@export()
@description('Who else may work with what is deployed: people who set secrets and change the configuration.')
@sealed()
type operator = {
  @description('Object id in Entra ID.')
  @minLength(36)
  @maxLength(36)
  principalId: string

  @description('What the object is.')
  principalType: 'User' | 'Group' | 'ServicePrincipal'
}

@export()
@description('Where private endpoints are, and what resolves their names.')
@sealed()
type privateNetwork = {
  @description('The address space of the virtual network, in CIDR notation. A /24 is enough.')
  @minLength(9)
  @maxLength(18)
  addressSpace: string

  @description('The subnet of the function app: a /26 for Flex Consumption.')
  @minLength(9)
  @maxLength(18)
  appSubnet: string

  @description('The subnet of the private endpoints.')
  @minLength(9)
  @maxLength(18)
  endpointSubnet: string
}

@export()
@description('Azure\'s built-in roles: the same ids in every tenant.')
var roles = {
  serviceBusDataOwner: '090c5cfd-751d-490a-894a-3ce6f1109419'
  serviceBusDataSender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  serviceBusDataReceiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

@export()
@description('Tags of resources.')
type tagSet = {
  *: string
}

@export()
@description('App settings by their names.')
type settings = {
  *: string
}

@export()
@description('The addresses of a storage account\'s services, each with a slash at its end.')
type endpoints = {
  blob: string
  queue: string
  table: string
}

using '../main.bicep'

// One person's try: the cheapest of everything, one relay with keys.
param environmentName = 'dev'
param relays = [
  { name: 'sense-dev' }
]
param tags = { owner: 'bi-team' }

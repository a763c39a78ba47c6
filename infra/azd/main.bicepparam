using './main.bicep'

// azd env set NAME VALUE sets these. Lists have commas between their members.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param relays = map(
  filter(split(readEnvironmentVariable('BUTLER_RELAYS', ''), ','), each => !empty(trim(each))),
  each => {
    name: trim(each)
  }
)
param secretSettings = map(
  filter(split(readEnvironmentVariable('BUTLER_SECRETS', ''), ','), each => !empty(trim(each))),
  each => trim(each)
)
param operators = empty(readEnvironmentVariable('AZURE_PRINCIPAL_ID', ''))
  ? []
  : [
      {
        principalId: readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
        principalType: readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')
      }
    ]
param alertEmails = map(
  filter(split(readEnvironmentVariable('BUTLER_ALERT_EMAILS', ''), ','), each => !empty(trim(each))),
  each => trim(each)
)

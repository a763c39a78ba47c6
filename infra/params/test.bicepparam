using '../main.bicep'

// As production, smaller: it shows what production will do, and is asleep most of the time.
param environmentName = 'test'
param relays = [
  { name: 'sense-test-1' }
  { name: 'sense-test-2', principalId: '11111111-1111-4111-8111-111111111111' }
]
param secretSettings = [
  'SMTP_PASSWORD'
  'SLACK_WEBHOOK'
]
param appSettings = { BUTLER_LOG_LEVEL: 'information' }
param operators = [
  { principalId: '22222222-2222-4222-8222-222222222222', principalType: 'Group' }
]
param alertEmails = ['bi-team@example.com']
param tags = { owner: 'bi-team', costCenter: '4711' }

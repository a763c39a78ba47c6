using '../main.bicep'

// Two relays for one site, so that either may fail; instances that are always there; copies in three zones; nothing can be purged.
param environmentName = 'prod'
param relays = [
  { name: 'sense-prod-1', principalId: '33333333-3333-4333-8333-333333333333' }
  { name: 'sense-prod-2', principalId: '44444444-4444-4444-8444-444444444444' }
]
param ready = { http: 1, alerts: 1 }
param maximumInstanceCount = 100
param storageSku = 'Standard_ZRS'
param logRetentionInDays = 90
param logDailyCapGb = 5
param purgeProtection = true
param secretSettings = [
  'SMTP_PASSWORD'
  'SLACK_WEBHOOK'
  'TEAMS_WEBHOOK'
]
param operators = [
  { principalId: '22222222-2222-4222-8222-222222222222', principalType: 'Group' }
]
param alertEmails = ['bi-team@example.com', 'on-call@example.com']
param tags = { owner: 'bi-team', costCenter: '4711' }

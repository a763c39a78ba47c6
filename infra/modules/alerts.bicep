metadata description = 'Alerts of Azure itself, which also work while the function app does not.'

import { tagSet } from '../types.bicep'

@description('The region of log alerts; metric alerts have none.')
param location string

@description('The beginning of the alerts\' names.')
param prefix string

@description('Who gets them.')
param emails string[]

@description('The Service Bus namespace.')
param namespaceId string

@description('The workspace with the app\'s telemetry.')
param workspaceId string

@description('Whether there are relays, whose heartbeats can be missed.')
param hasRelays bool

@description('Tags of the resources.')
param tags tagSet

@description('The functions that nobody waits for. Those that answer requests fail for their callers\' faults too.')
var backgroundFunctions = [
  'CommandReply'
  'DeadLetters'
  'Deliver'
  'Digest'
  'Heartbeat'
  'KeyValuesSweep'
  'ProcessEvent'
  'ReconcileDeliveries'
  'ReconcileTenants'
  'Retention'
  'ScheduleSweep'
  'ScriptLogRetention'
  'Sweep'
  'TimerDue'
  'UnansweredCommands'
  'WatchRelays'
]

var backgroundNames = join(map(backgroundFunctions, each => '"${each}"'), ', ')

var busAlerts = concat(
  [
    {
      name: 'dead-letters'
      description: 'Messages failed ten times where dead letters are dealt with. They rest in dead-letters/$DeadLetterQueue; nothing sends them again by itself.'
      severity: 1
      metric: 'DeadletteredMessages'
      queues: ['dead-letters']
      operator: 'GreaterThan'
      threshold: 0
      aggregation: 'Maximum'
      window: 'PT15M'
    }
    {
      name: 'backlog'
      description: 'More than 1,000 messages waited for 15 minutes. The function app does not run, or is too slow.'
      severity: 1
      metric: 'ActiveMessages'
      queues: ['events', 'deliveries', 'timers', 'replies', 'dead-letters']
      operator: 'GreaterThan'
      threshold: 1000
      aggregation: 'Minimum'
      window: 'PT15M'
    }
  ],
  hasRelays
    ? [
        {
          name: 'relays-silent'
          description: 'No relay sent a heartbeat for 15 minutes. Each sends one a minute.'
          severity: 1
          metric: 'IncomingMessages'
          queues: ['replies']
          operator: 'LessThan'
          threshold: 1
          aggregation: 'Total'
          window: 'PT15M'
        }
      ]
    : []
)

var logAlerts = [
  {
    name: 'dead-deliveries'
    description: 'Alerts were refused by their destination or given up. butler deliveries list shows them.'
    severity: 2
    query: 'AppMetrics | where Name == "butler.deliveries.dead" | summarize Count = sum(Sum) | where Count > 0'
  }
  {
    name: 'failures'
    description: 'Functions of the app failed. Each message is tried again; look at what failed.'
    severity: 2
    query: 'AppRequests | where Success == false and OperationName in (${backgroundNames})'
  }
  {
    name: 'errors'
    description: 'The app or its host logged errors.'
    severity: 3
    query: 'union AppTraces, AppExceptions | where SeverityLevel >= 3'
  }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: '${prefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'butler'
    emailReceivers: [for (each, i) in emails: { name: 'operator-${i}', emailAddress: each, useCommonAlertSchema: true }]
  }
}

resource busAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for each in busAlerts: {
    name: '${prefix}-${each.name}'
    location: 'global'
    tags: tags
    properties: {
      description: each.description
      severity: each.severity
      enabled: true
      scopes: [namespaceId]
      evaluationFrequency: 'PT5M'
      windowSize: each.window
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: each.name
            metricNamespace: 'Microsoft.ServiceBus/namespaces'
            metricName: each.metric
            dimensions: [{ name: 'EntityName', operator: 'Include', values: each.queues }]
            operator: each.operator
            threshold: each.threshold
            timeAggregation: each.aggregation
          }
        ]
      }
      actions: empty(emails) ? [] : [{ actionGroupId: group.id }]
    }
  }
]

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for each in logAlerts: {
    name: '${prefix}-${each.name}'
    location: location
    tags: tags
    properties: {
      displayName: '${prefix}-${each.name}'
      description: each.description
      severity: each.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      autoMitigate: true
      // The tables come with the first telemetry.
      skipQueryValidation: true
      criteria: {
        allOf: [{ query: each.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0 }]
      }
      actions: { actionGroups: empty(emails) ? [] : [group.id] }
    }
  }
]

<#
.SYNOPSIS
    Installs the Butler relay as a Windows service, upgrades it in place, or removes it. The program beside this script does the work.
.DESCRIPTION
    The service runs as its virtual account, NT SERVICE\butler-relay. Without -ServiceBusFile the script asks for the Service Bus connection
    string and does not show it. The string is never a parameter: command lines can be read, and PowerShell's history keeps them.
.PARAMETER ServiceBusFile
    A file that holds the Service Bus connection string alone. Delete it afterwards.
.PARAMETER CommandKeyFile
    A file that holds the key that signs commands to this relay, as "butler relay-key" prints it.
.PARAMETER ProgramFolder
    Where the program goes.
.PARAMETER DataFolder
    Where configuration, secrets and journal go.
.PARAMETER Uninstall
    Stops and removes the service. Configuration and journal are kept, unless -Purge is given, too.
#>
#Requires -Version 5.1
#Requires -RunAsAdministrator
[CmdletBinding()]
param(
    [string] $ServiceBusFile,
    [string] $CommandKeyFile,
    [string] $ProgramFolder = (Join-Path $env:ProgramFiles 'Butler relay'),
    [string] $DataFolder = (Join-Path $env:ProgramData 'Butler relay'),
    [switch] $Uninstall,
    [switch] $Purge
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$relay = Join-Path $PSScriptRoot 'butler-relay.exe'
if (-not (Test-Path -LiteralPath $relay)) {
    [Console]::Error.WriteLine("There is no $relay. Unpack the whole archive, and run this script where it lies.")
    exit 1
}

if ($Uninstall) { $words = @('uninstall') } else { $words = @('install') }
$words += @('--into', $ProgramFolder)
if ($ServiceBusFile) { $words += @('--service-bus', $ServiceBusFile) }
if ($CommandKeyFile) { $words += @('--command-key', $CommandKeyFile) }
if ($Purge) { $words += '--purge' }
$words += @('--config', (Join-Path $DataFolder 'relay.yaml'))

& $relay @words
exit $LASTEXITCODE

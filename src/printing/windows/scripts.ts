/**
 * What PowerShell is asked on Windows. The texts are fixed: whatever differs, and everything that a
 * stranger may have written, comes as JSON on standard input and is used as a value alone.
 */

const HEAD = `
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$o = [Console]::In.ReadToEnd() | ConvertFrom-Json
`;

/** Every printer with what its driver tells (PrinterSettings of .NET); sizes in 1/100 inch. */
export const LIST_PRINTERS = `${HEAD}
Add-Type -AssemblyName System.Drawing
$all = @(Get-Printer | Where-Object { -not $o.only -or $o.only -contains $_.Name } | ForEach-Object {
  $s = New-Object System.Drawing.Printing.PrinterSettings
  $s.PrinterName = $_.Name
  [ordered]@{
    Name = $_.Name; Driver = $_.DriverName; Port = $_.PortName; Comment = $_.Comment
    Location = $_.Location; Status = [int64]$_.PrinterStatus; Jobs = [int]$_.JobCount
    Color = $s.SupportsColor; Duplex = $s.CanDuplex; Copies = $s.MaximumCopies
    Papers = @($s.PaperSizes | ForEach-Object {
      [ordered]@{ Kind = [int]$_.RawKind; Width = $_.Width; Height = $_.Height } })
    Sources = @($s.PaperSources | ForEach-Object {
      [ordered]@{ Kind = [int]$_.RawKind; Name = $_.SourceName } })
    Paper = [int]$s.DefaultPageSettings.PaperSize.RawKind
  }
})
ConvertTo-Json -InputObject $all -Depth 4 -Compress
`;

/** State and count of jobs of every printer, without loading a driver. */
export const GLANCE_PRINTERS = `${HEAD}
$all = @(Get-Printer | ForEach-Object {
  [ordered]@{ Name = $_.Name; Status = [int64]$_.PrinterStatus; Jobs = [int]$_.JobCount }
})
ConvertTo-Json -InputObject $all -Compress
`;

export const LIST_JOBS = `${HEAD}
$all = @(Get-PrintJob -PrinterName $o.printer | ForEach-Object {
  [ordered]@{
    Id = [int]$_.Id; Document = $_.DocumentName; Status = [int64]$_.JobStatus
    Pages = [int]$_.PagesPrinted
  }
})
ConvertTo-Json -InputObject $all -Compress
`;

/** The pages are pictures that fill the sheet; the margins of the hardware cut them as they must. */
export const PRINT_PAGES = `${HEAD}
Add-Type -AssemblyName System.Drawing
$d = New-Object System.Drawing.Printing.PrintDocument
$d.PrintController = New-Object System.Drawing.Printing.StandardPrintController
$d.PrinterSettings.PrinterName = $o.printer
if (-not $d.PrinterSettings.IsValid) { throw 'no such printer' }
$d.DocumentName = $o.name
$d.PrinterSettings.Copies = [int16]$o.copies
$d.PrinterSettings.Collate = $true
if ($o.duplex) { $d.PrinterSettings.Duplex = [System.Drawing.Printing.Duplex][int]$o.duplex }
$d.DefaultPageSettings.Color = [bool]$o.color
if ($o.paper) {
  $paper = $d.PrinterSettings.PaperSizes | Where-Object { [int]$_.RawKind -eq $o.paper }
  if ($paper) { $d.DefaultPageSettings.PaperSize = @($paper)[0] }
}
if ($o.source) {
  $source = $d.PrinterSettings.PaperSources | Where-Object { [int]$_.RawKind -eq $o.source }
  if ($source) { $d.DefaultPageSettings.PaperSource = @($source)[0] }
}
$files = @($o.pages)
$script:at = 0
$d.add_PrintPage({
  param($sender, $e)
  $picture = [System.Drawing.Image]::FromFile($files[$script:at])
  try {
    $sheet = $e.PageSettings
    $x = -$sheet.HardMarginX; $y = -$sheet.HardMarginY
    $e.Graphics.DrawImage($picture, [single]$x, [single]$y,
      [single]$e.PageBounds.Width, [single]$e.PageBounds.Height)
  } finally { $picture.Dispose() }
  $script:at += 1
  $e.HasMorePages = $script:at -lt $files.Count
})
$d.Print()
$job = Get-PrintJob -PrinterName $o.printer | Where-Object { $_.DocumentName -eq $o.name }
$id = if ($job) { [int]@($job)[-1].Id } else { 0 }
ConvertTo-Json -InputObject @{ Id = $id } -Compress
`;

export const REMOVE_JOB = `${HEAD}
$job = Get-PrintJob -PrinterName $o.printer | Where-Object { $_.Id -eq $o.id }
if ($job -and $job.DocumentName.EndsWith($o.tag)) { Remove-PrintJob -InputObject $job }
ConvertTo-Json -InputObject @{ Done = $true } -Compress
`;

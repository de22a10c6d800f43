#!/bin/sh
# Takes Hallway away again; --remove-data also what it knows. Shared folders are never touched.
app=$HOME/Applications/Hallway.app
launchctl bootout "gui/$(id -u)/hallway" 2>/dev/null || true
"$app/Contents/Resources/hallway/hallway" uninstall "${1:---keep-data}"
rm -rf "$app" "$HOME/Library/LaunchAgents/hallway.plist" \
  "$HOME/Library/Services/Send with Hallway.workflow"
echo "Hallway is gone."

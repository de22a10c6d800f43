#!/bin/sh
# Installs Hallway for the person who runs this, without an administrator: the app in
# ~/Applications, started at each login.
set -e
here=$(cd "$(dirname "$0")" && pwd -P)
app=$HOME/Applications/Hallway.app
agents=$HOME/Library/LaunchAgents
services=$HOME/Library/Services
send="Send with Hallway.workflow"
mkdir -p "$HOME/Applications" "$agents" "$services"
launchctl bootout "gui/$(id -u)/hallway" 2>/dev/null || true
rm -rf "$app.new"
cp -R "$here/Hallway.app" "$app.new"
rm -rf "$app"
mv "$app.new" "$app"
sed "s|@APP@|$app|" "$here/hallway.plist" >"$agents/hallway.plist"
rm -rf "$services/$send"
cp -R "$here/$send" "$services/$send"
launchctl bootstrap "gui/$(id -u)" "$agents/hallway.plist"
echo "Hallway is installed. Open it from ~/Applications."

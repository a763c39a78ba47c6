# One function for each kind of package. Sourced by packaging/build, which sets version, out, work and azure.
# shellcheck shell=bash disable=SC2154 # packaging/build sets the variables

# The build has a folder of its own, so that it neither takes nor leaves anything in the one that tests and developers use.
publish() { # PROJECT FOLDER ARGUMENTS...
  local project=$1 folder=$2
  shift 2
  dotnet publish "$project" -c Release -o "$folder" "${common[@]}" "$@" ||
    fail "dotnet publish $project $* failed; the reason is above"
  # What was restored for this platform, for the SBOM; the next one writes over it.
  cp "artifacts/packaging/obj/$(basename "$project"/*.csproj .csproj)/project.assets.json" "$folder.assets.json"
}

build_functions() {
  local folder=$work/functions
  publish functions "$folder" -p:AzurePackage="$azure" -p:DebugType=none -p:PublishDocumentationFiles=false \
    -p:PublishReferencesDocumentationFiles=false
  [ -f "$folder/host.json" ] || fail "the published function app has no host.json"
  cp LICENSE "$folder/"
  normalize "$folder" butler-functions
  zip_of "$folder" "$out/butler-functions-$version.zip"
}

publish_relay() { # RID
  publish relay-agent "$work/relay-$1" -r "$1"
}

build_relay() { # RID
  local rid=$1 name=butler-relay-$version-$1
  local folder=$work/$rid/$name program=butler-relay
  mkdir -p "$folder"
  [[ $rid != win-* ]] || program=butler-relay.exe
  cp "$work/relay-$rid/$program" relay-agent/relay.yaml LICENSE "$folder/"
  cp packaging/relay-README.md "$folder/README.md"
  if [[ $rid == win-* ]]; then
    cp relay-agent/install/install.ps1 "$folder/"
    normalize "$folder" $program
    zip_of "$work/$rid" "$out/$name.zip"
  elif [[ $rid == linux-* ]]; then
    cp relay-agent/install/install.sh "$folder/"
    normalize "$folder" $program install.sh
    tar_of "$work/$rid" "$out/$name.tar.gz"
  else
    normalize "$folder" $program
    tar_of "$work/$rid" "$out/$name.tar.gz"
  fi
}

build_tool() {
  dotnet pack cli -c Release -o "$work/tool" "${common[@]}" -p:ButlerTool=true -p:UseAppHost=false ||
    fail "dotnet pack cli failed; the reason is above"
  repack "$work/tool/ButlerFunctions.Butler.$version.nupkg" "$out"
}

build_butler() { # RID
  local folder=$work/butler-$1 name=butler-$version-$1 program=butler
  [[ $1 != win-* ]] || program=butler.exe
  publish cli "$folder" -r "$1" -p:ButlerFile=true -p:DebugType=none -p:PublishDocumentationFiles=false \
    -p:PublishReferencesDocumentationFiles=false
  mkdir -p "$work/$name"
  cp "$folder/$program" LICENSE "$work/$name/"
  normalize "$work/$name" $program
  if [[ $1 == win-* ]]; then
    zip_of "$work/$name" "$out/$name.zip"
  else
    tar_of "$work/$name" "$out/$name.tar.gz"
  fi
}

# What is in each package, as CycloneDX. The projects were restored when they were published.
build_sboms() {
  dotnet tool restore -v quiet || fail "dotnet tool restore failed; the reason is above"
  if wanted functions; then sbom functions/Butler.Functions.csproj butler-functions ""; fi
  if wanted relay; then sbom relay-agent/Butler.RelayAgent.csproj butler-relay relay; fi
  if wanted tool || wanted butler; then sbom cli/Butler.Cli.csproj butler butler; fi
}

sbom() { # PROJECT NAME FOLDERS: what the self-contained programs were published to, without their platforms; empty for none
  dotnet dotnet-CycloneDX "$1" -o "$work/sbom" -fn "$2.json" -F Json --spec-version 1.6 --no-serial-number --disable-package-restore \
    -biop artifacts/packaging --exclude-dev --set-name "$2" --set-version "$version" > "$work/sbom.log" 2>&1 ||
    { cat "$work/sbom.log" >&2; fail "the SBOM of $1 could not be made"; }
  # The time is the commit's; a self-contained program holds the runtime, too.
  find "$work" -maxdepth 1 -name "$3-*.assets.json" -exec cat {} + > "$work/sbom/assets.json"
  jq --arg time "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" --slurpfile assets "$work/sbom/assets.json" '
    .metadata.timestamp = $time
    | .components += ([$assets[].project.frameworks[].downloadDependencies // [] | .[]
        | select(.name | startswith("Microsoft.NETCore.App.Runtime.") or startswith("Microsoft.AspNetCore.App.Runtime."))
        | (.version | ltrimstr("[") | split(",")[0]) as $version
        | { type: "framework", name: .name, version: $version, "bom-ref": "pkg:nuget/\(.name)@\($version)",
            purl: "pkg:nuget/\(.name)@\($version)", licenses: [{ license: { id: "MIT" } }] }] | unique)' \
    "$work/sbom/$2.json" > "$out/$2-$version.cdx.json"
}

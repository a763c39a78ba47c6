# Archives with the same bytes for the same content. Sourced by packaging/build.
# shellcheck shell=bash disable=SC2154 # packaging/build sets the variables

# Sets the times of a folder's files and the rights: programs and scripts 755, all else 644.
normalize() { # FOLDER PROGRAM...
  local folder=$1
  shift
  find "$folder" -type d -exec chmod 755 {} +
  find "$folder" -type f -exec chmod 644 {} +
  local program
  for program in "$@"; do chmod 755 "$folder/$program"; done
  find "$folder" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# The content of FOLDER, without a folder around it.
zip_of() { # FOLDER ARCHIVE
  rm -f "$2"
  (cd "$1" && find . -type f -printf '%P\n' | LC_ALL=C sort | TZ=UTC zip -q -X -9 "$2" -@)
}

tar_of() { # FOLDER ARCHIVE
  (cd "$1" && LC_ALL=C tar --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -cf - -- *) |
    gzip -9 -n > "$2"
}

# NuGet writes the time of packing into a package, and names that differ each time.
repack() { # PACKAGE FOLDER
  local folder=$work/repack
  rm -rf "$folder"
  mkdir -p "$folder"
  (cd "$folder" && unzip -q "$1")
  local core=package/services/metadata/core-properties
  mv "$folder/$core"/*.psmdcp "$folder/$core/core.psmdcp"
  sed -i "s:$core/[0-9a-f]*\.psmdcp:$core/core.psmdcp:; s:Id=\"R[0-9A-F]*\":Id=\"R\":" "$folder/_rels/.rels"
  normalize "$folder"
  zip_of "$folder" "$2/$(basename "$1")"
}

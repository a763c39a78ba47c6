# The Debian package of the relay. Sourced by packaging/build.
# shellcheck shell=bash disable=SC2154 # packaging/build sets the variables

build_deb() { # RID
  local architecture=amd64 folder=$work/deb-$1
  [[ $1 != linux-arm64 ]] || architecture=arm64
  command -v dpkg-deb >/dev/null || fail "dpkg-deb is needed for the Debian package; leave deb out of --only"
  mkdir -p "$folder/opt/butler-relay" "$folder/usr/share/doc/butler-relay" "$folder/DEBIAN"
  cp "$work/relay-$1/butler-relay" "$folder/opt/butler-relay/"
  cp relay-agent/relay.yaml "$folder/opt/butler-relay/relay.yaml.sample"
  cp LICENSE "$folder/usr/share/doc/butler-relay/copyright"
  cp packaging/debian/postinst packaging/debian/prerm packaging/debian/postrm "$folder/DEBIAN/"
  sed "s/@VERSION@/${version/-/\~}/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$(du -sk "$folder/opt" | cut -f1)/" \
    packaging/debian/control > "$folder/DEBIAN/control"
  normalize "$folder" opt/butler-relay/butler-relay DEBIAN/postinst DEBIAN/prerm DEBIAN/postrm
  dpkg-deb --root-owner-group -Zxz --build "$folder" "$out/butler-relay_${version}_$architecture.deb" > /dev/null
}

#!/bin/bash
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Installs the build into a copy of this machine, boots it with a real systemd as PID 1, and runs a test inside:
# booted-systemd.sh BUILD-FOLDER TEST.py [PROGRAM]...
#
# The machine's own / is the lower layer of an overlay and stays untouched; the copy has a network of its own, so the
# ports are free. As root only. The test, which stands beside its modules and the programs it needs, speaks TAP.

set -euo pipefail
build=$(realpath "$1")
test=$(realpath "$2")
shift 2

skip ()
{
  echo "1..0 # SKIP $1"
  exit 0
}

[ "$(id -u)" -eq 0 ] || skip 'only root can boot a systemd'
for program in systemd-nspawn nsenter pgrep; do
  command -v "$program" >/dev/null || skip "$program is not installed"
done
[ -x /lib/systemd/systemd ] || skip 'systemd is not installed'
[ -x /usr/bin/python3 ] || skip 'python3 is not installed'

name=p2p-ci-$$
controllers='systemd unified pids memory devices'
nspawn_pid=
top=$(mktemp -d "/var/tmp/$name.XXXX")

inside ()
{
  nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --wdns=/ \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    P2PCI_KILLS="${P2PCI_KILLS:-}" P2PCI_RESTARTS="${P2PCI_RESTARTS:-}" "$@"
}

# shellcheck disable=SC2317 # called by the trap
clean_up ()
{
  set +e
  if [ -n "$nspawn_pid" ] && kill -0 "$nspawn_pid" 2>/dev/null; then
    [ -n "${leader:-}" ] && inside systemctl poweroff 2>/dev/null
    for _ in $(seq 100); do
      kill -0 "$nspawn_pid" 2>/dev/null || break
      sleep 0.05
    done
    kill -9 "$nspawn_pid" 2>/dev/null
  fi
  wait 2>/dev/null
  umount -l "$top/root" 2>/dev/null
  umount -l "$top" 2>/dev/null
  rmdir "$top"
  for controller in $controllers; do
    find "/sys/fs/cgroup/$controller/$name" -depth -type d -exec rmdir {} \; 2>/dev/null
  done
}
trap clean_up EXIT

mount -t tmpfs -o mode=755 tmpfs "$top" 2>/dev/null || skip 'a tmpfs cannot be mounted here'
mkdir "$top/installed" "$top/upper" "$top/work" "$top/root"
DESTDIR=$top/installed meson install -C "$build" --no-rebuild --quiet >"$top/install.log" 2>&1 || {
  sed 's/^/# /' "$top/install.log"
  echo 'Bail out! the build cannot be installed'
  exit 1
}
mkdir -p "$top/installed/usr/lib/p2p-ci-test"
cp "$(dirname "$test")"/*.py "$@" "$top/installed/usr/lib/p2p-ci-test/"
mount -t overlay -o "lowerdir=$top/installed:/,upperdir=$top/upper,workdir=$top/work" overlay "$top/root" 2>/dev/null ||
  skip 'an overlay over / cannot be mounted here'
: >"$top/root/etc/machine-id"
rm -rf "$top/root/var/log/journal"
mkdir -p "$top/root/run"

# With cgroup v1 the controllers come in read-only; without the remount the limits of the unit are silently ignored.
cat >"$top/root/usr/bin/p2p-ci-test-init" <<'INIT'
#!/bin/sh
for controller in /sys/fs/cgroup/*/; do
  mount -o remount,bind,rw "$controller" 2>/dev/null
done
exec /lib/systemd/systemd --unit=basic.target --show-status=no
INIT
chmod 755 "$top/root/usr/bin/p2p-ci-test-init"

(
  for controller in $controllers; do
    if [ -d "/sys/fs/cgroup/$controller" ]; then
      mkdir -p "/sys/fs/cgroup/$controller/$name" && echo "$BASHPID" >"/sys/fs/cgroup/$controller/$name/cgroup.procs"
    fi
  done 2>/dev/null
  exec systemd-nspawn --quiet --directory="$top/root" --machine="$name" --private-network --register=no --keep-unit \
    --console=pipe --kill-signal=SIGRTMIN+3 --capability=all --system-call-filter=bpf /usr/bin/p2p-ci-test-init \
    </dev/null >"$top/console.log" 2>&1
) &
nspawn_pid=$!

leader=
for _ in $(seq 400); do
  leader=$(pgrep -P "$nspawn_pid" | tail -n 1) && [ -n "$leader" ] && break
  kill -0 "$nspawn_pid" 2>/dev/null || break
  sleep 0.05
done
state=
if [ -n "$leader" ]; then
  for _ in $(seq 600); do
    state=$(inside systemctl is-system-running 2>/dev/null || :)
    case $state in
      running | degraded) break ;;
    esac
    kill -0 "$nspawn_pid" 2>/dev/null || break
    sleep 0.05
  done
fi
case $state in
  running | degraded) echo "# systemd is $state" ;;
  *)
    sed 's/^/# /' "$top/console.log"
    skip 'systemd-nspawn cannot boot here'
    ;;
esac

status=0
inside /usr/bin/python3 -B "/usr/lib/p2p-ci-test/$(basename "$test")" || status=$?
if [ "$status" -ne 0 ]; then
  inside journalctl --no-pager -n 60 -u 'p2p-ci*' 2>/dev/null | sed 's/^/# /'
fi
exit "$status"

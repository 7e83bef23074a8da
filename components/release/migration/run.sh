#!/bin/sh
# Brings a system's database to a release's schema before the preview color starts (MC-012 to MC-021, MC-236, MC-247).
#
# Flyway applies the steps: in order, each in its transaction, under an advisory lock, with checksums. What it cannot
# know is refused here before anything runs: files that are not the declared ones, and contract steps that are still to
# be done while the other color runs, which needs what they take away. A step only ever goes from pending to done, so a
# second run beside this one cannot make that answer wrong.
#
# Runs in the image flyway/flyway with the files added, as any user, on a read-only file system with a writable /tmp.
# Its own folder also holds SQL callbacks.
#
# MIGRATION_STEPS              declared steps in order, `name:kind` each, with blanks or newlines between them; kind is
#                              expand or contract
# MIGRATION_OTHER_COLOR        running or absent
# MIGRATION_FILES              folder with name.sql of each step and, for one that runs outside a transaction,
#                              name.sql.conf; nothing else may be there; default /flyway/sql
# MIGRATION_LOCK_TIMEOUT       how long a statement waits behind live traffic before it gives way; default 5s
# MIGRATION_STATEMENT_TIMEOUT  default 15min; a run as a whole ends with the Job's deadline
# MIGRATION_REPORT             default /dev/termination-log
# FLYWAY_URL                   jdbc:postgresql://HOST:PORT/DATABASE?sslmode=verify-full&sslrootcert=FILE, of the
#                              instance: behind a proxy, a session's lock and settings would not be its own
# FLYWAY_USER, FLYWAY_PASSWORD
#
# The output is one line, the report the same, at most 4096 bytes of ASCII:
#   {"outcome":"migrated","message":"","steps":[],"ran":["001-enums"],"ranTotal":1,"ahead":[]}
# outcome  migrated (`ran` is empty where nothing was left to do), refused, failed or stopped
# steps    those that the message is about
# ran      those that this run applied; they stay applied whatever the outcome
# ahead    numbers of a newer release's steps that the database has already
# Long lists are cut; ranTotal counts all.
#
# Exit code: 0; 1 when failed, where another try may succeed; 2 when refused, where it will not; 143 when stopped.
set -euf
export LC_ALL=C

report=${MIGRATION_REPORT:-/dev/termination-log}
message='' about='' ran='' ahead=''

# As it can stand in a JSON string. Flyway's messages come with the escapes of its own JSON.
plain() { # TEXT BYTES
  printf '%s' "$1" | tr '\n\t' '  ' | tr -cd '\040-\176' |
    sed "s/\\\\[nrt]/ /g; s/\\\\u..../?/g; s/[\"\\\\]/'/g; s/  */ /g; s/---*/-/g; s/''*/'/g" | cut -c "1-$2"
}

list() {
  listed=''
  for word; do
    [ ${#listed} -gt 600 ] || listed="$listed${listed:+,}\"$(plain "$word" 80)\""
  done
  printf '[%s]' "$listed"
}

# Names have no blanks, so lists of them are split where they are used.
finish() { # OUTCOME CODE
  total=$(set -- $ran && echo $#)
  line=$(printf '{"outcome":"%s","message":"%s","steps":%s,"ran":%s,"ranTotal":%d,"ahead":%s}' "$1" \
    "$(plain "$message" 1500)" "$(list $about)" "$(list $ran)" "$total" "$(list $ahead)")
  printf '%s\n' "$line"
  (printf '%s\n' "$line" >"$report") || echo "$report cannot be written" >&2
  exit "$2"
}

refuse() { # MESSAGE [STEP…]
  message=$1
  shift
  about=$*
  finish refused 2
}

# The kubelet signals this process alone, and Flyway's start script leaves its Java behind when it is signalled itself.
# The server notices that the client is gone, rolls the step back and frees the lock.
stop() {
  trap '' TERM INT
  kill -TERM 0
  message='stopped from outside, as by the deadline of the Job; the step that was running is rolled back'
  finish stopped 143
}

# --- What is declared

steps='' contract='' previous=''
for entry in ${MIGRATION_STEPS:-}; do
  name=${entry%:*}
  number=${name%%-*}
  case $name in *[!a-z0-9-]* | *-) number='' ;; esac
  case $number in '' | *[!0-9]* | "$name") refuse "MIGRATION_STEPS: $entry is not NUMBER-NAME:KIND" "$name" ;; esac
  case ${entry#"$name"} in
    :expand) ;;
    :contract) contract="$contract $name" ;;
    *) refuse "MIGRATION_STEPS: the kind of $entry is neither expand nor contract" "$name" ;;
  esac
  if [ -n "$previous" ] && [ "$number" -le "${previous%%-*}" ]; then
    refuse "MIGRATION_STEPS: $name is declared after $previous" "$name"
  fi
  previous=$name
  steps="$steps $name"
done
[ -n "$steps" ] || refuse 'MIGRATION_STEPS is empty'

case ${MIGRATION_OTHER_COLOR:-} in
  running | absent) ;;
  *) refuse 'MIGRATION_OTHER_COLOR is neither running nor absent' ;;
esac
case ${FLYWAY_URL:-} in
  jdbc:postgresql://*\?*sslmode=verify-full*) ;;
  *) refuse 'FLYWAY_URL is not jdbc:postgresql://HOST:PORT/DATABASE with sslmode=verify-full' ;;
esac
lock_timeout=${MIGRATION_LOCK_TIMEOUT:-5s}
statement_timeout=${MIGRATION_STATEMENT_TIMEOUT:-15min}
case $lock_timeout:$statement_timeout in
  *[!0-9a-z:]* | 0* | *:0*) refuse "$lock_timeout or $statement_timeout is not a time, such as 5s or 15min" ;;
esac

# --- What is there

files=${MIGRATION_FILES:-/flyway/sql}
for name in $steps; do
  [ -f "$files/$name.sql" ] || about="$about $name"
done
[ -z "$about" ] || refuse "declared, but not in $files:$about" $about

# Flyway would take any other SQL file for a step or a callback, at any depth.
set +f
for file in "$files"/* "$files"/.[!.]* "$files"/..?*; do
  [ -e "$file" ] || [ -L "$file" ] || continue
  base=${file##*/}
  name=${base%.conf}
  name=${name%.sql}
  known=''
  case $name in *[!a-z0-9-]*) ;; *) case " $steps " in *" $name "*) known=yes ;; esac ;; esac
  case $known$base in "yes$name.sql" | "yes$name.sql.conf") [ -d "$file" ] || continue ;; esac
  about="$about $base"
done
set -f
[ -z "$about" ] || refuse "in $files, but not declared:$about" $about

# --- What is pending

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap stop TERM INT

# Defaults of the session and not SET, so that a step which needs others can RESET them. The server looks every second
# whether its client lives, and learns within a minute that a node has died.
options="-c lock_timeout=$lock_timeout -c statement_timeout=$statement_timeout -c client_connection_check_interval=1s"
options="$options -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
export FLYWAY_URL="$FLYWAY_URL&options=$(printf '%s' "$options" | sed 's/ /%20/g; s/=/%3D/g')"
# The image has a second engine for some databases. This is the one for all of them, and the one that was tested.
export FLYWAY_NATIVE_CONNECTORS=false REDGATE_DISABLE_TELEMETRY=true
export JAVA_ARGS="${JAVA_ARGS:--XX:+UseSerialGC -XX:MaxRAMPercentage=50 -XX:-UsePerfData}"

# Settings on the command line come before variables and files. A lock of the session does not hold a transaction open,
# for whose end CREATE INDEX CONCURRENTLY would wait.
ask() { # COMMAND: its answer is in $work/answer
  flyway -locations="filesystem:$files,filesystem:$(dirname "$0")" \
    -sqlMigrationPrefix= -sqlMigrationSeparator=- -sqlMigrationSuffixes=.sql -validateMigrationNaming=true \
    -validateOnMigrate=true -ignoreMigrationPatterns='*:future' -outOfOrder=false -mixed=false -group=false \
    -baselineOnMigrate=false -cleanDisabled=true -placeholderReplacement=false -postgresql.transactional.lock=false \
    -lockRetryCount=-1 -skipCheckForUpdate -outputType=json "$1" \
    >"$work/answer" &
  wait $!
}

# texts NAME: every member of that name in Flyway's answer.
texts() {
  sed -n "s/^ *\"$1\" *: *\"\(.*\)\",\{0,1\}\$/\1/p" "$work/answer"
}

# named NUMBER…: the declared steps with these numbers.
named() {
  for name in $steps; do
    case " $* " in *" ${name%%-*} "*) printf ' %s' "$name" ;; esac
  done
}

give_up() { # What Flyway says, with the steps that it tells by number
  message=$(texts message | head -n 1)
  [ -n "$message" ] || message='Flyway gave no answer; what it said is in the log'
  for name in $steps; do
    case $message in *"version ${name%%-*}"[!0-9]* | *": ${name%%-*}."* | *"$name.sql"*) about="$about $name" ;; esac
  done
  case $(texts errorCode) in VALIDATE_ERROR*) refuse "$message" $about ;; esac
  finish failed 1
}

ask info || give_up
finished='' number='' state=''
while read -r line; do
  value=${line#*:}
  value=${value#*\"}
  value=${value%\"*}
  case $line in
    \"version\"*) number=$value ;;
    \"state\"*) state=$value ;;
    \}*)
      case $state in
        Success | 'Out of Order') finished="$finished $number" ;;
        Future*) ahead="$ahead $number" ;;
      esac
      number='' state=''
      ;;
  esac
done <"$work/answer"

if [ "$MIGRATION_OTHER_COLOR" = running ]; then
  for name in $contract; do
    case " $finished " in *" ${name%%-*} "*) ;; *) about="$about $name" ;; esac
  done
  [ -z "$about" ] || refuse "the other color is running and needs what these contract steps take away:$about" $about
fi

# --- Do it

ended=0
ask migrate || ended=$?
ran=$(named $(texts version))
# Flyway has been seen to end with 0 after a failure, where its reports module is not there.
[ "$ended" = 0 ] && grep -q '^ *"success" *: *true' "$work/answer" || give_up
finish migrated 0

# Brings back from a snapshot what is not there any more, beside what is there. It
# deletes nothing but Kibana's own indices, where Kibana made them after the snapshot.
set -uo pipefail
deadline=$((SECONDS + {{ .Seconds }}))
wanted='{{ .Snapshot }}'

# The password comes by standard input: arguments stand in the list of processes.
login() { printf 'user = "%s:%s"\n' "${{ .Env.Username }}" "${{ .Env.Password }}"; }
ask() { login | curl --silent --show-error --fail-with-body --max-time 60 --cacert {{ .Authority }} --config - "$@"; }
order() { ask --request POST --header 'Content-Type: application/json' --data "$2" "{{ .URL }}/_snapshot/{{ .Repository }}/$1/_restore"; }

end() {
  echo "$1" >&2
  exit 1
}

wait_or_end() {
  ((SECONDS < deadline)) || end "$1"
  sleep 5
}

# list takes a key and returns the texts of its list in the answer that it reads.
list() { grep -o "\"$1\":\[[^]]*\]" | sed "s/^\"$1\"://" | grep -o '"[^"]*"' | tr -d '"'; }

# The repository's snapshots, the oldest first.
until all=$(ask '{{ .URL }}/_cat/snapshots/{{ .Repository }}?h=id,status,start_epoch&s=start_epoch' 2>&1); do
  wait_or_end "Elasticsearch does not read the snapshots of repository {{ .Repository }}: $all"
done
there=$(ask '{{ .URL }}/_cat/indices?h=index,creation.date&expand_wildcards=all') || end "Elasticsearch does not list its indices: $there"

# anew is when what is there began, in milliseconds: since then, snapshots are of what
# is there. What an earlier try brought back ends in the name of its snapshot.
anew=''
while read -r index created; do
  [[ -z $index || $index == .* && $index != .ds-* ]] && continue
  brought=''
  while read -r id _; do
    [[ -n $id && $index == *-"$id" ]] && brought=yes
  done <<<"$all"
  [[ -z $brought ]] && { [[ -z $anew ]] || ((created < anew)); } && anew=$created
done <<<"$there"

# The latest is the newest that is older than what is there, or else the newest.
name='' begun=0 state='' before=''
while read -r id status start; do
  start=$((${start:-0} * 1000))
  if [[ $id == "$wanted" ]]; then
    name=$id begun=$start state=$status
  elif [[ $wanted == latest && $status == SUCCESS ]] && { [[ -z $anew || -z $before ]] || ((start < anew)); }; then
    name=$id begun=$start state=$status
    [[ -n $anew ]] && ((start < anew)) && before=yes
  fi
done <<<"$all"
[[ -n $name ]] || end "There is no snapshot $wanted in repository {{ .Repository }}, which has: ${all:-none}"
[[ $state == SUCCESS ]] || end "Snapshot $name cannot be restored, its state is $state"

holds=$(ask "{{ .URL }}/_snapshot/{{ .Repository }}/$name") || end "Elasticsearch does not describe snapshot $name: $holds"

# older tells whether an index that a pattern names is there since before the snapshot:
# then nothing of it was lost.
older() {
  local index created
  while read -r index created; do
    # shellcheck disable=SC2053
    if [[ $index == $1 ]] && ((created < begun)); then
      return 0
    fi
  done <<<"$there"
  return 1
}

# Indices and data streams come back under a name of their own.
lost=()
for one in $(list data_streams <<<"$holds"); do
  [[ $one == .* ]] || older ".ds-$one-*" || lost+=("$one")
done
for one in $(list indices <<<"$holds"); do
  [[ $one == .* ]] || older "$one" || lost+=("$one")
done
if ((${#lost[@]} == 0)); then
  echo "No index of snapshot $name is lost."
elif grep -q -- "-$name\( \|\$\)" <<<"$there"; then
  echo "What was lost of snapshot $name is there already, with names that end in -$name."
else
  which=$(IFS=,; echo "${lost[*]}")
  answer=$(order "$name" "{\"indices\":\"$which\",\"include_global_state\":false,\"include_aliases\":false,\"rename_pattern\":\"(.+)\",\"rename_replacement\":\"\$1-$name\"}") ||
    end "Elasticsearch does not restore $which of snapshot $name: $answer"
  echo "Restored from snapshot $name, with -$name after each name: $which"
fi

# Kibana's objects, and users and keys that people made, come back as they were.
features=()
for feature in kibana security; do
  if [[ $holds == *"\"feature_name\":\"$feature\""* ]] && ! older ".$feature*"; then
    features+=("\"$feature\"")
  fi
done
if ((${#features[@]} == 0)); then
  echo "Nothing of Kibana is lost."
else
  which=$(IFS=,; echo "${features[*]}")
  answer=$(order "$name" "{\"indices\":\"-*\",\"include_global_state\":false,\"feature_states\":[$which]}") ||
    end "Elasticsearch does not restore $which of snapshot $name: $answer"
  echo "Restored from snapshot $name: $which"
fi

until answer=$(ask '{{ .URL }}/_cluster/health?wait_for_no_initializing_shards=true&wait_for_status=yellow&timeout=30s'); do
  wait_or_end "What was restored is not complete: $answer"
done
echo "Everything of snapshot $name is there."

# Puts saved objects into Kibana, over those of an earlier time.
set -uo pipefail
deadline=$((SECONDS + {{ .Seconds }}))

ask() { curl --silent --show-error --max-time 30 --cacert {{ .Authority }} "$@"; }

wait_or_end() {
  if ((SECONDS >= deadline)); then
    echo "$1" >&2
    exit 1
  fi
  sleep 5
}

# Without a login it says its level and nothing more.
until status=$(ask {{ .URL }}/api/status) && [[ $status == *'"level":"available"'* ]]; do
  wait_or_end "Kibana at {{ .URL }} is not available: $status"
done

# The password comes by standard input: arguments stand in the list of processes.
login() { printf 'user = "%s:%s"\n' "${{ .Env.Username }}" "${{ .Env.Password }}"; }

# A login or a privilege may not be known yet when Kibana is available.
until answer=$(login | ask --config - --header 'kbn-xsrf: true' --form file=@{{ .Objects }} \
  '{{ .URL }}/api/saved_objects/_import?overwrite=true') && [[ $answer == *'"success":true'* ]]; do
  wait_or_end "Kibana does not take the saved objects: $answer"
done
echo "Kibana has the saved objects: $answer"

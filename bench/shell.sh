#!/bin/bash
# The same with what a shell has: mlr reads the CSV, jq makes the requests, xargs runs curl side by side.
#   bash bench/shell.sh notifuse|connectif <file.csv> <base url> <api key>
set -euo pipefail
target=$1 file=$2 url=$3 key=$4
call=(curl --silent --fail --output /dev/null --header 'content-type: application/json')

if [ "$target" = notifuse ]; then
  mlr --icsv --ojson --records-per-batch 50 -S cat "$file" |
    jq --compact-output '{contacts: (_nwise(50) | map({id: .externalId, profile: {"$set": del(.externalId)}}))}' |
    xargs --max-procs 8 --delimiter '\n' --replace \
      "${call[@]}" --header "authorization: Bearer $key" --data '{}' "$url/contacts.upsert"
else
  mlr --icsv --ojsonl -S cat "$file" |
    jq --raw-output '"\(.email | @uri)\t\(del(.email, .externalId) | tojson)"' |
    xargs --max-procs 32 --delimiter '\n' --max-args 1 \
      bash -c 'IFS=$'"'\t'"' read -r email body <<<"${!#}"; "${@:1:$#-1}" --request PATCH --data "$body" "$0/contacts/$email"' \
      "$url" "${call[@]}" --header "authorization: apiKey $key"
fi

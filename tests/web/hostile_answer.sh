#!/bin/sh
# Answers READY with markup that a careless page would take for its own.
cat >/dev/null
echo '{"state": 1, "value": "<img src=x onerror=\"document.title=1\"><script>document.title=2</script>"}'

#!/bin/sh
# An agent whose host is too small for its task: it takes hours, and says nothing meanwhile.
exec sleep 7200

#!/bin/sh
# Answers any query with one row; one that says "wrong" fails, one that says "long" takes a minute.
case "$1" in
  *wrong*) echo "Table \"wrong\" is not there & never was" >&2; exit 3 ;;
  *long*) sleep 60 ;;
esac
cat > "$RUNYARD_RESULTS/result" <<VOTABLE
<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.3"><RESOURCE type="results">
<INFO name="QUERY_STATUS" value="OK"/><TABLE><FIELD name="answer" datatype="int"/>
<DATA><TABLEDATA><TR><TD>42</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
VOTABLE

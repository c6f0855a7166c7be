import time, pytest
from decimal import Decimal
from datetime import UTC, datetime
from django.db import connection
from lootlog.domain.entries import Entry, imported_author
from lootlog.domain.merging import Incoming
from lootlog.models import *
from lootlog.services.merging import merge
from lootlog.services.undoing import undo_import, redo_import
from lootlog.services.writing import Award
from tests.factories.lootlog import ProfileFactory, writer
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC); T=int(NOW.timestamp())-10**7
@pytest.mark.parametrize("analyze",[0,1])
def test_undo(ledger_db, analyze):
    p = ProfileFactory(); N=40000
    a = imported_author(p.uuid,"x")
    es=[Incoming("l",Entry(p.uuid,a,n,"",T+n*60,"L",f"T{n%200}-X",Decimal(1))) for n in range(1,N+1)]
    u=Upload.objects.create(guild=p.guild,size=1,sha256="0"*64,raw=b"",received_at=NOW,state="applied")
    d=Delivery.objects.create(profile=p,channel="import",upload=u,received_at=NOW)
    t=time.time(); merge(p,es,d,source=Stream.Source.FILE,labels={}); print("merge",time.time()-t)
    if analyze:
        t=time.time(); connection.cursor().execute("ANALYZE lootlog_logentry"); print("analyze", time.time()-t)
    import cProfile,pstats
    pr=cProfile.Profile(); pr.enable()
    t=time.time(); undo_import(u,"no",by=writer(None,NOW)); print("undo",time.time()-t)
    pr.disable(); pstats.Stats(pr).sort_stats("cumtime").print_stats(25)
    t=time.time(); redo_import(u,"no",by=writer(None,NOW)); print("redo",time.time()-t)

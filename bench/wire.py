"""What a first load of the card page weighs on the wire, and whether it asks anybody else."""

import asyncio
import re

from hall import take_cards, three_of
from phones import Client
from stage import HOST, served

ASSET = re.compile(rb'(?:href|src)="(/static/[^"]+)"')


async def weigh(server) -> None:
    cards, _ = await take_cards(server, 1, three_of(8))
    client = Client(HOST, server.port)
    page = await client.get(cards[0])
    total = {"page": len(page.head) + len(page.body), "style": 0, "script": 0, "icon": 0}
    elsewhere = re.findall(rb'(?:href|src|action)="(?:https?:)?//([^/"]+)', page.body)
    for path in dict.fromkeys(ASSET.findall(page.body)):
        answer = await client.get(path.decode())
        assert answer.status == 200, path
        kind = "style" if b".css" in path else "script" if b".js" in path else "icon"
        total[kind] += len(answer.head) + len(answer.body)
        print(f"  {path.decode():62} {len(answer.head) + len(answer.body):7} B")
    first = total["page"] + total["style"]
    print(f"HTML and CSS {first / 1000:.1f} kB (to reach: 14)")
    print(f"with scripts {(first + total['script']) / 1000:.1f} kB (to reach: 40)")
    print(f"addresses elsewhere: {len(elsewhere)} (to reach: 0)")


if __name__ == "__main__":
    with served() as server:
        asyncio.run(weigh(server))

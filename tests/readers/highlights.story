The mill at Osthaven burned for nine hours before rain put the fire out .

Nobody was hurt .

@highlight

Mill burns

@highlight

Rain helps

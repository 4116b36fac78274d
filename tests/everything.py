"""A mission in which everything happens: each kind of entry is in its record."""
from integration import mission, run


def everything(name):
    path = mission(name, "energy-2025")
    run("run", path)
    claims = [line.split(",")[0] for line in open(path + "/data/claims.csv", encoding="utf-8").read().splitlines()[1:4]]
    coded = [line.split(",")[0] for line in open(path + "/data/incidents.csv", encoding="utf-8").read().splitlines()[1:4]]
    run("observe", path, "--by", "A", "--time", "2025-03-20T10:00Z", "--observation", "explosion", "--means", "heard")
    run("decide", path, "merge", claims[0], claims[1], "--by", "A", "--reason", "one event")
    run("decide", path, "split", claims[0], claims[1], "--by", "B", "--reason", "two events")
    run("decide", path, "status", coded[0], "--to", "verified", "--by", "A", "--second", "B", "--reason", "seen")
    run("code", path, "make", "--from", claims[2], "--by", "A", "--reason", "seen", "--set", "state=UA", "--set", "category=energy.gas", "--set", "act=strike_hit")
    run("reply", path, "ask", coded[0], "--party", "RU", "--by", "A", "--words", "what is known", "--until", "2025-04-30")
    run("reply", path, "answer", coded[0], "--party", "RU", "--by", "A", "--words", "nothing", "--source", "letter")
    run("code", path, "make", "--id", "A1", "--from", claims[1], "--by", "A", "--reason", "seen", "--set", "state=RU", "--set", "category=energy.oil", "--set", "act=strike_hit")
    run("code", path, "change", "A1", "--by", "B", "--reason", "seen again", "--set", "act=attempt")
    run("code", path, "drop", "A1", "--by", "B", "--reason", "another one")
    run("code", path, "make", "--id", "A0", "--from", claims[1], "--by", "A", "--reason", "seen", "--set", "state=RU", "--set", "category=energy.oil", "--set", "act=strike_hit")
    open(path + "/bad.csv", "w").write("id;when\n1;02/03/2025\n2;03/04/2025\n")
    text = open(path + "/mission.yaml", encoding="utf-8").read()
    open(path + "/mission.yaml", "w", encoding="utf-8").write(text.replace("sources:\n", "sources:\n  - {kind: events, file: bad.csv, mapping: {date: when, zone: UTC}}\n", 1))
    run("run", path, expect=3)  # an alarm of the feed, another mission file, the reports again
    ag = open(path + "/agreement.yaml", encoding="utf-8").read()
    open(path + "/agreement.yaml", "w", encoding="utf-8").write(ag.replace("version: 1", "version: 2", 1).replace("energy.gas.metering", "energy.gas.measuring"))
    run("run", path, expect=3)  # the evidence under an agreement that has one of its categories under another name
    return path

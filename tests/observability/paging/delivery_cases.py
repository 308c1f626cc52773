"""The ways of alerts themselves in trouble: nothing is lost, and silence is noticed. Each scenario has a world of its own."""
import live
from paging.process_cases import hosts
from paging.stage import Until
from paging.world import ON_CALL, ways_of


def alertmanager_down(stage):
    """What begins to fire meanwhile is told once Alertmanager is back."""
    hosts(stage)
    yield from stage.calm()
    stage.world.alertmanager.__exit__()
    stage.sidecar.process.kill()
    yield Until(lambda: ("DDNSTargetDown", "firing") in stage.world.rule_alerts(stage.name), "DDNSTargetDown fires")
    assert not stage.world.ledger.about(stage.name)
    stage.world.start_alertmanager()
    yield from stage.pages("DDNSTargetDown", "critical")
    hosts(stage)
    yield from stage.resolves("DDNSTargetDown")


def lost_targets(stage):
    """The scrape job has no target any more, as after a mistake in its configuration or in service discovery."""
    hosts(stage)
    yield from stage.calm()
    former = stage.world.scrape_nothing()
    # Without a target there is no instance: the job stands in its place.
    yield from stage.pages("DDNSTargetAbsent", "critical", instance="ddns")
    stage.world.scrape(former)
    yield from stage.resolves("DDNSTargetAbsent", instance="ddns")


def refusing_robot(stage):
    """A robot says no in a 200: Alertmanager repeats until it takes the message, and mail tells about the robot."""
    robot = stage.world.robots["dingtalk"]
    hosts(stage)
    yield from stage.calm()
    robot.refusal = (310000, "keywords not in content")
    stage.sidecar.process.kill()
    yield from stage.pages("DDNSBridgeFailing", "critical", instance="bridge")
    yield Until(lambda: stage.world.ledger.told("feishu", "firing", "DDNSTargetDown", stage.name), "the other robots are told all the same")
    assert robot.refused > 2 and not stage.world.ledger.told(robot.way, "firing", "DDNSTargetDown", stage.name)
    robot.refusal = None
    yield from stage.pages("DDNSTargetDown", "critical")
    hosts(stage)
    yield from stage.resolves("DDNSTargetDown")
    yield from stage.resolves("DDNSBridgeFailing", instance="bridge")


def refusing_mail(stage):
    """The mail server takes the password no more: the other ways tell about it, and mail comes when it is mended."""
    ledger, mail = stage.world.ledger, stage.world.mail
    hosts(stage)
    yield from stage.calm()
    mail.open = False
    stage.sidecar.process.kill()
    others = ways_of("DDNSNotificationsFailing", "critical") - {ON_CALL}
    yield Until(lambda: all(ledger.told(way, "firing", "DDNSNotificationsFailing", "alertmanager") for way in others), "the failing way is told")
    assert not ledger.told(ON_CALL, "firing", "DDNSTargetDown", stage.name)
    mail.open = True
    yield from stage.pages("DDNSTargetDown", "critical")
    yield from stage.pages("DDNSNotificationsFailing", "critical", instance="alertmanager")
    hosts(stage)
    yield from stage.resolves("DDNSTargetDown")
    yield from stage.resolves("DDNSNotificationsFailing", instance="alertmanager")


def silent_prometheus(stage):
    """The Watchdog reaches the heartbeat service again and again, and stops when Prometheus is gone."""
    hosts(stage)
    yield from stage.calm()
    heartbeat = stage.world.heartbeat
    yield Until(lambda: heartbeat.beats > 4, "the heartbeat service hears of the Watchdog")
    stage.world.prometheus.__exit__()
    yield Until(lambda: heartbeat.silent_for() > 8, "the heartbeat service hears no more")
    assert live.quiet_get(f"{stage.world.alertmanager_url}/-/ready")


SCENARIOS = [alertmanager_down, lost_targets, refusing_robot, refusing_mail, silent_prometheus]

"""Dockerfile and compose.yaml say what docs/operating.md promises; `.ci/containers` starts them."""

import pytest

from tests.containers import recipe

ENV = {"SECRET_KEY": "s" * 60, "POSTGRES_PASSWORD": "p"}
SERVICES = recipe.services(ENV)
OURS = [name for name, service in SERVICES.items() if "build" in service]
WRITTEN = {"db": {"database"}, "nginx": set(), "valkey": set(), "mail": set()}


@pytest.mark.parametrize("name", SERVICES)
def test_none_runs_as_root_or_writes_where_it_should_not(name):
    service = SERVICES[name]

    user = service.get("user") or recipe.image().user
    assert user.split(":")[0] not in ("", "0", "root")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in service["tmpfs"]
    own = {"static", "files", "backups", "certificate"}
    volumes = [volume for volume in service.get("volumes", []) if not volume.endswith(":ro")]
    assert {volume.split(":")[0] for volume in volumes} <= WRITTEN.get(name, own)


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "mail"])
def test_each_is_looked_after(name):
    """By a health check. What only waits for work ends where it cannot go on, and is restarted;
    the image of the mail catcher has its own."""
    check = SERVICES[name].get("healthcheck")
    if check == {"disable": True}:
        assert name in ("setup", "worker", "timers")
    else:
        assert check["test"] if check else name in OURS and recipe.image().healthcheck


@pytest.mark.parametrize("name", ["SECRET_KEY", "POSTGRES_PASSWORD"])
def test_it_does_not_start_without_secrets(name):
    with pytest.raises(LookupError, match=f"{name}: write one into .env"):
        recipe.services(ENV | {name: ""})


def test_images_are_pinned_and_name_no_host():
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]

    for image in [*images, *recipe.image().all("FROM")]:
        host, _, name = image.rpartition("/")
        assert "." not in host, image
        assert ":" in name, image
        assert "latest" not in name, image


def test_each_waits_for_what_it_needs():
    order = recipe.in_order(SERVICES)

    assert order.index("db") < order.index("setup") < order.index("web-1") < order.index("nginx")
    assert {"web-1", "web-2", "worker", "timers"} <= set(OURS)


def test_static_files_outlive_a_release():
    """They are in a volume, which only `collectstatic` without --clear writes to."""
    assert "static:/srv/cpd/static" in SERVICES["setup"]["volumes"]
    assert "static:/srv/cpd/static:ro" in SERVICES["nginx"]["volumes"]
    setup = (recipe.ROOT / "deploy" / "containers" / "setup.sh").read_text("utf-8")
    assert "collectstatic --noinput" in setup
    assert "--clear" not in setup

"""How the tables are compared with the models."""

from __future__ import annotations

from typing import Any

OPTIONS: dict[str, Any] = {"compare_type": True, "render_as_batch": True}

"""Options of individual engines in settings: ``[engine.lda]``, checked by the estimator itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from topics.engines import ENGINES
from topics.errors import did_you_mean
from topics.parsing import shown

__all__ = ["OF_THE_RUN", "option_problems"]

OF_THE_RUN: Mapping[str, str] = {
    "n_components": "set n_components for the whole run",
    "random_state": "set random_state for the whole run",
    "max_iter": "set max_iter for the whole run",
    "n_jobs": "omit it; it does not change results",
}
"""Parameters that a run sets itself, and the setting to use instead."""


def option_problems(options: Any, n_components: Any, engines: Any) -> list[tuple[str, str]]:
    """Return all problems of the options of engines.

    An engine's module is imported only if it has options.

    Parameters
    ----------
    options : object
        The value of the setting ``engine``: options by name, by engine.
    n_components : object
        Number of topics of the run, on which some options depend.
    engines : object
        Engines of the run; other engines must not have options.

    Returns
    -------
    list of (str, str)
        The setting, such as ``"engine.lda.tol"``, and a sentence.
    """
    if not isinstance(options, Mapping):
        return [("engine", "engine: must be a table of engines, such as [engine.lda].")]
    problems = []
    for name, given in options.items():
        key = f"engine.{name}"
        if name not in ENGINES:
            near = did_you_mean(name, ENGINES)
            known = ", ".join(ENGINES)
            problems.append((key, f"{key}: there is no engine '{name}'.{near} Engines: {known}."))
        elif not isinstance(given, Mapping):
            problems.append((key, f"{key}: must be a table, such as {{ learn_priors = true }}."))
        elif given:
            problems += _problems_of_engine(name, given, n_components)
            if isinstance(engines, list | tuple) and name not in engines:
                run = ", ".join(map(str, engines))
                todo = f"Add it to engines, or leave [engine.{name}] out."
                problems.append((key, f"{key}: the run fits {run}, not '{name}'. {todo}"))
    return problems


def _problems_of_engine(
    name: str, given: Mapping[str, Any], n_components: Any
) -> list[tuple[str, str]]:
    topics = n_components if type(n_components) is int and n_components > 1 else 10
    params = ENGINES[name].build().get_params()
    able = sorted(set(params) - set(OF_THE_RUN))
    problems = []
    for option, value in given.items():
        key = f"engine.{name}.{option}"
        if option in params and option in OF_THE_RUN:
            problems.append((key, f"{key}: {OF_THE_RUN[option]}."))
        elif option not in params:
            near = did_you_mean(option, able)
            has = f"it has {', '.join(able)}" if able else "it has none"
            problems.append((key, f"{key}: engine '{name}' has no such option; {has}.{near}"))
        elif sentence := _refusal(name, topics, {option: value}):
            problems.append((key, f"engine.{name}.{sentence}"))
    if not problems and (sentence := _refusal(name, topics, given)):
        problems.append((f"engine.{name}", f"engine.{name}.{sentence}"))
    return problems


def _refusal(name: str, n_components: int, options: Mapping[str, Any]) -> str:
    """Return the estimator's objection to these parameters from TOML, or an empty string."""
    try:
        ENGINES[name].build(n_components=n_components, **options).check_params()
    except (TypeError, ValueError) as exc:
        sentence = str(exc)
        for option, value in options.items():
            start = f"{option} = {value!r}: "
            if sentence.startswith(start):
                allowed = sentence.removeprefix(start).replace("True or False", "true or false")
                return f"{option} = {shown(value)}: {allowed}"
        return sentence
    return ""

"""Allocations of a network: the best one, and the one of a person who goes down a list. Nothing is judged here.

Both depend on nothing but the network: among allocations of the same worth the canonical order of its arcs decides, and
each problem is solved for itself, so that no other changes its answer.
"""

from __future__ import annotations

import numpy as np

from pipelines.matching.networks import Ints, Network, Part


def best(network: Network) -> Ints:
    """Persons on each arc, such that the sum of score x persons is the largest there is.

    Raises:
        RuntimeError: the solver ended otherwise than with an optimum.
    """
    persons = np.zeros(len(network.score), np.int64)
    for part in network.parts():
        persons[part.arcs] = _best_of(network, part)
    return persons


def _best_of(network: Network, part: Part) -> Ints:
    """A min-cost flow: colleges send all their people, past their needs to the far end for nothing if need be."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    people, seats = network.people[part.colleges], network.seats[part.needs]
    college = network.arc_college[part.arcs] - part.colleges.start
    need = network.arc_need[part.arcs] - part.needs.start
    persons = np.zeros(len(college), np.int64)
    room = np.minimum(np.minimum(people[college], seats[need]), network.cap[part.arcs])
    is_open = room > 0
    if not is_open.any():
        return persons
    flow = SimpleMinCostFlow()
    end = len(people) + len(seats)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        college[is_open], len(people) + need[is_open], room[is_open], -network.score[part.arcs][is_open]
    )
    colleges, needs = np.arange(len(people)), np.arange(len(people), end)
    flow.add_arcs_with_capacity_and_unit_cost(colleges, np.full(len(people), end), people, np.zeros(len(people), int))
    flow.add_arcs_with_capacity_and_unit_cost(needs, np.full(len(seats), end), seats, np.zeros(len(seats), int))
    flow.set_nodes_supplies(colleges, people)
    flow.set_node_supply(end, -int(people.sum()))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the solver ended with {status.name}")
    persons[is_open] = flow.flows(arcs)
    return persons


def greedy(network: Network) -> Ints:
    """Persons on each arc when arcs are filled one by one: highest score first, equal ones by their keys."""
    persons = np.zeros(len(network.score), np.int64)
    for part in network.parts():
        people, seats = network.people[part.colleges].tolist(), network.seats[part.needs].tolist()
        order = np.argsort(-network.score[part.arcs], kind="stable")
        college = (network.arc_college[part.arcs][order] - part.colleges.start).tolist()
        need = (network.arc_need[part.arcs][order] - part.needs.start).tolist()
        cap = network.cap[part.arcs][order].tolist()
        place = (order + part.arcs.start).tolist()
        for arc, (one, other) in enumerate(zip(college, need, strict=True)):
            if people[one] and seats[other]:
                taken = min(people[one], seats[other], cap[arc])
                people[one] -= taken
                seats[other] -= taken
                persons[place[arc]] = taken
    return persons

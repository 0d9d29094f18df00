"""Slabs cover all own settings; threads cover all the work."""

import pytest
from tests.stability.models import generator, random_product_model

from detente.stability.boxes import party_boxes
from detente.stability.slabs import Crew, cut_slabs, processors


@pytest.mark.parametrize("threads", [1, 2, 16])
@pytest.mark.parametrize("seed", range(20))
def test_slabs_cover_all_own_settings(seed: int, threads: int) -> None:
    """Of every party; the last may overlap the one before it."""
    boxes = party_boxes(random_product_model(generator(seed)))
    for party, box in enumerate(boxes):
        cut = cut_slabs(boxes, party, threads)
        seen: set[int] = set()
        for slab in range(cut.count):
            own = min(slab * cut.width, box.size - cut.width)
            assert own >= 0
            seen.update(range(own, own + cut.width))
        assert seen == set(range(box.size))
        assert cut.size == box.higher * box.lower * cut.width


def test_parties_without_a_move_are_no_opponents() -> None:
    """A party that controls nothing has nothing to add."""
    boxes = party_boxes(random_product_model(generator(0), parties=3))
    for party in range(3):
        expected = tuple(j for j in range(3) if j != party and boxes[j].size > 1)
        assert cut_slabs(boxes, party, 1).opponents == expected


@pytest.mark.parametrize("count", [0, 1, 7, 1000])
@pytest.mark.parametrize("threads", [1, 3])
def test_each_piece_of_work_is_done_once(threads: int, count: int) -> None:
    """The ranges make up the whole."""
    done: list[int] = []
    with Crew(threads, 2**20) as crew:
        crew.share(lambda first, last, log: log.extend(range(first, last)), count, (done,))
    assert sorted(done) == list(range(count))


def test_what_fails_in_a_thread_fails_here() -> None:
    """No piece is lost in silence."""

    def fail(first: int, last: int) -> None:
        message = f"{first} to {last}"
        raise RuntimeError(message)

    with Crew(2, 2**20) as crew, pytest.raises(RuntimeError, match="0 to"):
        crew.share(fail, 10, ())


def test_little_work_stays_in_one_piece() -> None:
    """Handing it over would take longer than doing it."""
    with Crew(2, 2**10) as crew:
        assert crew.pieces <= 1


def test_there_is_a_processor() -> None:
    """At least one."""
    assert processors() >= 1

"""What is awaited, the way that programs for runno's package do."""

import asyncio
from datetime import datetime

import pytest

import fuelcell
from fuelcell import WASIFS, AbortedError, AsyncClient, StringFile, WASITimestamps, run_code, run_fs

ENDLESS = {"timeout": 600, "fuel": 10**13}


def test_code_for_runno_runs_with_another_import():
    async def main():
        done = await run_code("python", "print('Hello')")
        assert done.result_type == "complete"
        assert (done.tty, done.stdout, done.stderr, done.stdin, done.exit_code) == ("Hello\n", "Hello\n", "", "", 0)
        slow = await run_code("python", "while True: pass", timeout=0.2)
        assert slow.result_type == "timeout"

    asyncio.run(main())


def test_files_for_runno_too():
    now = datetime.now()
    times = WASITimestamps(access=now, modification=now, change=now)

    def file(path, content):
        return StringFile(path=path, timestamps=times, mode="string", content=content)

    fs: WASIFS = {
        "/program.py": file("/program.py", "print(open('data.csv').read())\nopen('/out.txt', 'w').write('made')"),
        "/data.csv": file("/data.csv", "a,b\n1,2"),
    }

    async def main():
        result = await run_fs("python", "/program.py", fs)
        assert result.stdout == "a,b\n1,2\n"
        assert (result.fs["/out.txt"].mode, result.fs["/out.txt"].content) == ("string", "made")
        assert result.fs["/data.csv"].content == "a,b\n1,2"

    asyncio.run(main())


def test_many_at_once_in_one_loop_and_again_in_another():
    async def main():
        results = await asyncio.gather(*(run_code("python", f"print({number})") for number in range(30)))
        assert [result.stdout for result in results] == [f"{number}\n" for number in range(30)]

    asyncio.run(main())
    asyncio.run(main())


def test_cancelling_the_task_cancels_the_run_and_frees_its_worker():
    async def main():
        async with AsyncClient(workers=1) as client:
            started = asyncio.Event()
            code = "print('on', flush=True)\nwhile True: pass"
            task = asyncio.create_task(client.run_code("python", code, on_output=lambda *_: started.set(), **ENDLESS))
            await started.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            # Its only worker would be busy for ten minutes.
            assert (await client.run_code("python", "print(1)")).ok

    asyncio.run(main())


def test_large_requests_and_answers():
    async def main():
        text = "x" * 2_000_000
        result = await run_code(
            "python", "import sys; sys.stdout.write(sys.stdin.read())", stdin=text, limits={"outputBytes": 4_000_000}
        )
        assert result.stdout == text

    asyncio.run(main())


def test_closing_rejects_what_runs():
    async def main():
        client = AsyncClient(workers=1)
        started = asyncio.Event()
        code = "print('on', flush=True)\nwhile True: pass"
        task = asyncio.create_task(client.run_code("python", code, on_output=lambda *_: started.set(), **ENDLESS))
        await started.wait()
        await client.close()
        with pytest.raises(AbortedError) as caught:
            await task
        assert caught.value.code == "runner-closed"
        with pytest.raises(AbortedError):
            await client.run_code("python", "")

    asyncio.run(main())


def test_awaited_figures_are_those_of_the_blocking_call():
    async def main():
        client = AsyncClient()
        try:
            return await client.run_python_code("print(1)"), len(await client.runtimes())
        finally:
            await client.close()

    figures, runtimes = asyncio.run(main())
    assert figures.consumed == fuelcell.run_python_code("print(1)").consumed
    assert runtimes >= 7

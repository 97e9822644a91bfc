"""Why the launcher does not start, said before anything is started."""

import socket
import sys

import pytest

from congress_poverty import stack


def test_a_taken_port_is_named_in_both_languages(launch, checkout):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said, _ = launch(PORT=str(port)).communicate(timeout=20)
    assert f"端口 {port} 已被别的程序占用" in said
    assert f"Port {port} is in use" in said
    assert not (checkout / "var" / "broker").exists()


def test_a_taken_port_is_a_failure_for_make(launch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = launch(PORT=str(other.getsockname()[1]))
        process.communicate(timeout=20)
    assert process.returncode == 1


@pytest.mark.parametrize("text", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(text):
    with pytest.raises(stack.Sentence, match="不是端口号"):
        stack.wanted_port(text)


def test_a_second_launcher_on_the_same_data_is_told_where_the_first_one_is(tmp_path):
    with (
        stack.only_one(tmp_path, "http://127.0.0.1:8000/"),
        pytest.raises(stack.Sentence, match=r"已经在运行：http://127\.0\.0\.1:8000/"),
        stack.only_one(tmp_path, "http://127.0.0.1:8001/"),
    ):
        pass


def test_reset_empties_the_data_folder(tmp_path):
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "photo.jpg").write_text("x")
    stack.begin_anew(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_reset_does_not_follow_a_link_out_of_the_data_folder(tmp_path):
    outside = tmp_path / "photos"
    outside.mkdir()
    (outside / "mine.jpg").write_text("x")
    var = tmp_path / "var"
    var.mkdir()
    (var / "secret_key").write_text("x")
    (var / "media").symlink_to(outside)
    stack.begin_anew(var)
    assert (outside / "mine.jpg").exists()


def test_reset_refuses_a_folder_that_is_not_ours(tmp_path):
    (tmp_path / "letters.docx").write_text("x")
    with pytest.raises(stack.Sentence, match="没有删除"):
        stack.begin_anew(tmp_path)
    assert (tmp_path / "letters.docx").exists()


@pytest.mark.parametrize("name", ["县 data", "灵璧", "x" * 90])
def test_the_brokers_socket_moves_to_a_private_folder_where_the_path_is_long_or_odd(tmp_path, name):
    path = stack.socket_path(tmp_path / name)
    assert tmp_path not in path.parents
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_child_says_how_it_failed(environment):
    child = stack.Child("migrate", [sys.executable, "-c", "raise SystemExit(3)"], env=environment)
    with pytest.raises(stack.Sentence, match="exit code 3"):
        child.run()

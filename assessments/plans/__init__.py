"""The Individualized Support Plan as data: what it holds, how two versions differ, goals to start from."""

"""The calendar: what stands on which day, what is wrong with it, and how it is moved.

`spans`, `clocks`, `marks` and `board` are pure; `selectors` reads, `views` are doors.
"""

"""Charts as pictures: matplotlib, without Qt, so that they are drawn off the window's thread."""

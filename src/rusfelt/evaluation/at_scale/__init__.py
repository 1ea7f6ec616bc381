"""One evaluation in many parts: read, answered and put together, on one core or on many."""

"""From plan and figures to an evaluation: engine, series, audit, appraisal."""

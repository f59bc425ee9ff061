"""Files of made-up colleges, built in code: `rows` that are good, `contents` of files, `readings` of them."""

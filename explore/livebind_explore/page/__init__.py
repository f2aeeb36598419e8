"""The page: what is shown in the browser, made of trame's parts."""

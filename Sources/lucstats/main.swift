print("lucstats")

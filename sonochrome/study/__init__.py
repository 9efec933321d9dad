"""A listening test: does the picture of a piece of music fit it better than the picture of other music?"""

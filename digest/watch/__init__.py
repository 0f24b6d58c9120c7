"""When a source is looked at again, and being told instead. Pure.

polling   how often a feed is asked
visits    when an article's page is looked at again for edits its feed does not tell
websub    a feed's hub: asked, believed when it signs, renewed in time
"""

"""The bot: what people can ask of the news, how the answer reads, and when it is sent."""

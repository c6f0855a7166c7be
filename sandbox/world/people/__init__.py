"""What people call themselves, in game and on Discord, and what others write about them. Pure, and by the dice."""

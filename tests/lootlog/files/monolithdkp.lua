
MonDKP_Loot = {
	{
		["player"] = "Timmy",
		["loot"] = "|cffa335ee|Hitem:18805::::::::60:::::::|h[Core Hound Tooth]|h|r",
		["zone"] = "Molten Core",
		["date"] = 1568782701,
		["boss"] = "Ragnaros",
		["cost"] = 21,
	}, -- [1]
	["seed"] = 1568783056,
}
MonDKP_DKPTable = {
	{
		["previous_dkp"] = 0,
		["player"] = "Allmight",
		["dkp"] = 90,
		["class"] = "Warrior",
		["lifetime_gained"] = 210,
		["lifetime_spent"] = -60,
	}, -- [1]
	{
		["previous_dkp"] = 0,
		["player"] = "Timmy",
		["dkp"] = 69,
		["class"] = "Hunter",
		["lifetime_gained"] = 90,
		["lifetime_spent"] = -21,
	}, -- [2]
	{
		["previous_dkp"] = 0,
		["player"] = "Bobo",
		["dkp"] = 0,
		["class"] = "Priest",
		["lifetime_gained"] = 0,
		["lifetime_spent"] = 0,
	}, -- [3]
	["seed"] = 1568783056,
}
MonDKP_DKPHistory = {
	{
		["players"] = "Allmight,Timmy,",
		["dkp"] = 30,
		["date"] = 1568782851,
		["reason"] = "Molten Core: Ragnaros (First Kill)",
	}, -- [1]
	{
		["players"] = "Allmight,Timmy,",
		["dkp"] = 60,
		["date"] = 1568782828,
		["reason"] = "Raid Completion Bonus",
	}, -- [2]
	{
		["players"] = "Gone,",
		["dkp"] = -5,
		["date"] = 1568782404,
		["reason"] = "Correcting Error",
	}, -- [3]
}

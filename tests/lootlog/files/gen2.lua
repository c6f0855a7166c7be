
SpectrumFederationDB = {
	["lootHelper"] = {
		["activeProfileId"] = "p_6943058076927bbf43645796",
		["profiles"] = {
			["p_6943058076927bbf43645796"] = {
				["_activeProfile"] = true,
				["_adminUsers"] = {
					"Leader-Garona", -- [1]
					"Officer-Garona", -- [2]
				},
				["_author"] = "Leader-Garona",
				["_authorCounters"] = {
					["Leader-Garona"] = 4,
					["Officer-Garona"] = 1,
				},
				["_logIndex"] = {
					["Leader-Garona:1"] = true,
					["Leader-Garona:2"] = true,
					["Leader-Garona:3"] = true,
					["Leader-Garona:4"] = true,
					["Officer-Garona:1"] = true,
				},
				["_lootLogs"] = {
					{
						["_author"] = "Leader-Garona",
						["_counter"] = 1,
						["_data"] = {
							["profileId"] = "p_6943058076927bbf43645796",
						},
						["_eventType"] = "PROFILE_CREATION",
						["_id"] = "Leader-Garona:1",
						["_timestamp"] = 1766000000,
					}, -- [1]
					{
						["_author"] = "Leader-Garona",
						["_counter"] = 2,
						["_data"] = {
							["change"] = "INCREMENT",
							["member"] = "Thrall-Garona",
						},
						["_eventType"] = "POINT_CHANGE",
						["_id"] = "Leader-Garona:2",
						["_timestamp"] = 1766000000,
					}, -- [2]
					{
						["_author"] = "Leader-Garona",
						["_counter"] = 3,
						["_data"] = {
							["change"] = "INCREMENT",
							["member"] = "Thrall-Garona",
						},
						["_eventType"] = "POINT_CHANGE",
						["_id"] = "Leader-Garona:3",
						["_timestamp"] = 1766000001,
					}, -- [3]
					{
						["_author"] = "Leader-Garona",
						["_counter"] = 4,
						["_data"] = {
							["change"] = "INCREMENT",
							["member"] = "Jaina-Garona",
						},
						["_eventType"] = "POINT_CHANGE",
						["_id"] = "Leader-Garona:4",
						["_timestamp"] = 1766000030,
					}, -- [4]
					{
						["_author"] = "Officer-Garona",
						["_counter"] = 1,
						["_data"] = {
							["change"] = "DECREMENT",
							["member"] = "Thrall-Garona",
						},
						["_eventType"] = "POINT_CHANGE",
						["_id"] = "Officer-Garona:1",
						["_timestamp"] = 1766000032,
					}, -- [5]
				},
				["_members"] = {

				},
				["_owner"] = "Leader-Garona",
				["_profileId"] = "p_6943058076927bbf43645796",
				["_profileName"] = "Raid-Team-A",
			},
		},
	},
}
